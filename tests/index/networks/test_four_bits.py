from pathlib import Path

import numpy as np

from index.networks.four_bits import Table, decode

# Scale 0.5 in fp16, then byte 0 with 3 low and 15 high, and fifteen bytes of 8 and 8, which mean 0.
BLOCK = bytes([0x00, 0x38, 0xF3, *[0x88] * 15])


def test_decode_a_block_gives_low_halves_then_high_ones() -> None:
    expected = np.zeros(32, np.float32)
    expected[0], expected[16] = (3 - 8) * 0.5, (15 - 8) * 0.5
    np.testing.assert_array_equal(decode(np.frombuffer(BLOCK, np.uint8)), expected)


def test_decode_rows_keeps_them_apart() -> None:
    other = bytes([0x00, 0x3C, *[0x88] * 16])
    rows = decode(np.frombuffer(BLOCK + other, np.uint8).reshape(2, 18))
    assert rows.shape == (2, 32)
    assert rows[0, 0] == -2.5
    assert not rows[1].any()


def test_table_looks_rows_up_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "table.bin").write_bytes(bytes([0x00, 0x3C, *[0x88] * 16]) + BLOCK)
    table = Table.open(tmp_path / "table.bin", 32)
    rows = table[np.array([1, 0, 1])]
    assert rows[:, 0].tolist() == [-2.5, 0.0, -2.5]
    assert rows.dtype == np.float32
