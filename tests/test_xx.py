def test_x(quick_pair):
    for l in ("changed","what changed this month", "changed in sandy"): print(quick_pair.hears("rural-lead",l)); print('--')
    assert 0
