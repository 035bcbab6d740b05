"""The script that Streamlit runs for every page."""

from pathlib import Path

import streamlit as st

from dashboard.frame.navigation import menu

ASSETS = Path(__file__).with_name("assets")


def main() -> None:
    """Show the menu, and the screen of the current address."""
    st.set_page_config(
        page_title="LocalPro Analytics", page_icon=str(ASSETS / "icon.svg"), layout="wide"
    )
    st.logo(str(ASSETS / "logo.svg"), size="large", icon_image=str(ASSETS / "icon.svg"))
    menu().run()


if __name__ == "__main__":
    main()
