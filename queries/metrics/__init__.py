"""The metrics: each declared once, by topic, and asked of `analytics` by one function.

`declared` says what a metric is, `aggregates` how its rows are put together, `relations` what it is
read from. A `Question` is what somebody wants to know; `compile` makes SQL of it, `answer` a frame.
"""
