"""Files and functions stay short, because the long ones are where a house falls apart."""

from __future__ import annotations

from pathlib import Path

from tests.support.source import PACKAGE, Size, file_sizes, function_sizes, percentile_90

FILE_MAX, FILE_P90 = 400, 300
FUNCTION_MAX, FUNCTION_P90 = 50, 22
MAIN_WINDOW_MAX = 200


def _beyond(sizes: list[Size], most: int) -> list[str]:
    return [f"{size.where}: {size.lines} lines, at most {most}" for size in sizes if size.lines > most]


def _complaints(folder: Path) -> list[str]:
    files, functions = file_sizes(folder), function_sizes(folder)
    words = [*_beyond(files, FILE_MAX), *_beyond(functions, FUNCTION_MAX)]
    if percentile_90(files) >= FILE_P90:
        words.append(f"nine of ten files have up to {percentile_90(files)} lines, must be under {FILE_P90}")
    if percentile_90(functions) > FUNCTION_P90:
        words.append(
            f"nine of ten functions have up to {percentile_90(functions)} lines, at most {FUNCTION_P90}"
        )
    main_window = [size for size in files if size.where == str(Path("ui", "main_window.py"))]
    return [*words, *_beyond(main_window, MAIN_WINDOW_MAX)]


def test_the_package_keeps_its_shape() -> None:
    assert _complaints(PACKAGE) == []


def test_a_file_too_long_is_found(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("x = 1\n" * 401)

    assert _complaints(tmp_path)[0] == "long.py: 401 lines, at most 400"


def test_a_function_too_long_is_found_also_inside_a_class(tmp_path: Path) -> None:
    body = "        x = 1\n" * 50
    (tmp_path / "wide.py").write_text(f"class A:\n    async def run(self):\n{body}")

    assert _complaints(tmp_path)[0] == "wide.py:2 run: 51 lines, at most 50"


def test_many_middling_files_are_found(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"m{number}.py").write_text("x = 1\n" * 350)

    assert _complaints(tmp_path) == ["nine of ten files have up to 350 lines, must be under 300"]


def test_many_middling_functions_are_found(tmp_path: Path) -> None:
    body = "    x = 1\n" * 23
    (tmp_path / "m.py").write_text("".join(f"def f{number}():\n{body}" for number in range(10)))

    assert _complaints(tmp_path) == ["nine of ten functions have up to 24 lines, at most 22"]


def test_a_main_window_that_does_more_than_placing_is_found(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "main_window.py").write_text("x = 1\n" * 201)

    assert _complaints(tmp_path) == [f"{Path('ui', 'main_window.py')}: 201 lines, at most 200"]
