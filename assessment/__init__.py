"""State protection capacity assessment: the domain package, which never imports Streamlit."""
