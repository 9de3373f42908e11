# Lesson 07's clerk for the Ethereum virtual machine.
# Left out: a role for buyers, a time in each order.
struct Order:
    buyer: address
    seller: address
    fen: uint256

bank: address
cash: public(HashMap[address, uint256])
orders: HashMap[uint256, Order]


@deploy
def __init__():
    self.bank = msg.sender


@external
def deposit(to: address, fen: uint256):
    assert msg.sender == self.bank, "only the bank"
    self.cash[to] += fen


@external
def order(number: uint256, seller: address, fen: uint256):
    assert fen > 0 and self.orders[number].fen == 0, "zero, or taken"
    self.cash[msg.sender] -= fen
    self.orders[number] = Order(buyer=msg.sender, seller=seller, fen=fen)


@external
def accept(number: uint256):
    assert self.orders[number].buyer == msg.sender, "not your order"
    self.cash[self.orders[number].seller] += self.orders[number].fen
    self.orders[number] = empty(Order)
