"""Write every drawing, and every description and table on the page, anew."""

from tests.figures.page import write_all

if __name__ == "__main__":
    for path in write_all():
        print(path)  # noqa: T201 - a command for the terminal
