"""How ``lianke-sans-sc.ttf`` was made; run it again only to add characters.

    pip install zhplot fonttools
    python course_lib/show/fonts/make_subset.py

Takes Noto Sans SC Regular (SIL Open Font License 1.1, shipped by the package ``zhplot``), keeps
the characters of GB 2312 level 1 (the 3,755 commonest), Latin with pinyin's tone marks,
punctuation, arrows and box drawing, and gives the result a name of its own, as the licence
asks of a changed font.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NAME = "Lianke Sans SC"
EXTRA = "猪屠宰溯链课镉瘟榜赁仓储锚臻谶瞒佣瓣匣" + "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
RANGES = ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2027), (0x2030, 0x203B), (0x20AC, 0x20AC),
          (0x2103, 0x2103), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF),
          (0x2460, 0x2473), (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x2606),
          (0x2713, 0x2717), (0x3000, 0x3020), (0xFF00, 0xFFEF))  # fmt: skip


def characters() -> set[int]:
    """The code points to keep."""
    rows, cells = range(16, 56), range(1, 95)
    level_1 = {
        bytes([row + 0xA0, cell + 0xA0]).decode("gb2312", "ignore")
        for row in rows
        for cell in cells
    }
    wanted = {ord(char) for char in level_1 if char} | {ord(char) for char in EXTRA}
    for first, last in RANGES:
        wanted.update(range(first, last + 1))
    return wanted


def main() -> None:
    """Write the subset and its licence beside this file."""
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise SystemExit("zhplot is not installed: pip install zhplot")
    source = Path(spec.origin).parent / "fonts"
    font = TTFont(source / "NotoSansSC-Regular.ttf")
    options = Options(hinting=False, layout_features=["kern"], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            text = NAME.replace(" ", "") if record.nameID == 6 else NAME
            record.string = text.encode(record.getEncoding())
    font.save(HERE / "lianke-sans-sc.ttf")
    (HERE / "OFL.txt").write_bytes((source / "OFL.txt").read_bytes())


if __name__ == "__main__":
    main()
