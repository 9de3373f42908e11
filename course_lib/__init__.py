"""Lianke's teaching library: a small, readable blockchain for industry.

Read it floor by floor, each room importing only from the floors below it:

1. ``hashing``, ``canonical``, ``units``, ``uscc``
2. ``merkle``, ``keys``
3. ``blocks``, ``ledger``
4. ``network``, ``consensus``
5. ``contracts.runtime``, ``consortium``
6. ``contracts.<case>``, one business contract for each lesson's case

``facts`` (sourced figures) and ``show`` (pictures and widgets) stand beside the floors.
Nothing here is imported until you ask for it: ``import course_lib`` is instant.
"""
