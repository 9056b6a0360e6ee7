"""The secret key is exactly the file that was made at the first use, or nothing is done."""

from pathlib import Path

import pytest

from quiz.settings import Settings, UnusableSecret


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused_with_a_sentence_and_left_alone(
    tmp_path: Path, size: int
) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(bytes(size))
    with pytest.raises(UnusableSecret, match="đúng 32 byte"):
        Settings(data=tmp_path).secret()
    assert path.read_bytes() == bytes(size)


def test_a_folder_in_the_keys_place_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(UnusableSecret, match="Đề nghị"):
        Settings(data=tmp_path).secret()


def test_the_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    made = Settings(data=tmp_path).secret()
    assert len(made) == 32
    assert Settings(data=tmp_path).secret() == made
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
