"""The script that Streamlit runs for every page."""

from pathlib import Path

import streamlit as st

from dashboard.frame import saved, sign_in
from dashboard.frame.navigation import lobby, menu
from dashboard.frame.turns import turn
from dashboard.parts.session import session_id
from queries import tracing
from queries.people import Person

ASSETS = Path(__file__).with_name("assets")


def main() -> None:
    """Show the menu and the screen of the current address to whom they are for."""
    tracing.begin(session_id())
    with turn():
        _show()


def _show() -> None:
    st.set_page_config(
        page_title="LocalPro Analytics", page_icon=str(ASSETS / "icon.svg"), layout="wide"
    )
    st.logo(str(ASSETS / "logo.svg"), size="large", icon_image=str(ASSETS / "icon.svg"))
    visitor = sign_in.visitor()
    if not isinstance(visitor, Person):
        lobby(visitor).run()
        return
    page = menu(visitor)
    saved.go_home(visitor, page.url_path)
    sign_in.show_visitor(visitor)
    page.run()


if __name__ == "__main__":
    main()
