"""The Streamlit dashboard: screens that answer questions from the `queries` package."""
