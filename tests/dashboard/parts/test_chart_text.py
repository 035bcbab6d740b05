"""No text of the data is read as a tag by a chart or as an expression by a map."""

from datetime import date

import plotly.graph_objects as go
from numpy import array
from pandas import Series

from dashboard.parts import chart_text, maps

LINK = '<a href="http://evil.test/c">x</a>'
DRAWN = '&lt;a href="http://evil.test/c"&gt;x&lt;/a&gt;'


def test_texts_of_traces_and_axes_are_drawn_as_they_are() -> None:
    figure = go.Figure(
        [
            go.Bar(x=[1.0], y=Series([LINK]), name=LINK, text=[LINK], customdata=[LINK]),
            go.Heatmap(x=[LINK], y=array([LINK]), z=[[1]], text=[[LINK]], customdata=[[LINK]]),
        ]
    )
    figure.update_yaxes(tickvals=[0], ticktext=[LINK])
    chart_text.literal(figure)
    bars, tiles = figure.data
    assert [bars.name, *bars.y, *bars.text, *bars.customdata] == [DRAWN] * 4
    assert [*tiles.x, *tiles.y, *tiles.text[0], *tiles.customdata[0]] == [DRAWN] * 4
    assert list(figure.layout.yaxis.ticktext) == [DRAWN]
    assert LINK not in figure.to_json().replace('\\"', '"')


def test_numbers_days_and_templates_stay() -> None:
    figure = go.Figure(go.Scatter(x=Series([date(2025, 1, 1)]), y=[1.5], hovertemplate="<b>%{y}"))
    chart_text.literal(figure)
    [line] = figure.data
    assert list(line.x) == [date(2025, 1, 1)]
    assert list(line.y) == [1.5]
    assert line.hovertemplate == "<b>%{y}"


def test_a_map_reads_no_expression() -> None:
    assert not maps.literal("@@=constructor").startswith("@@")
    assert not maps.literal("@@#GL.NOTHING").startswith("@@")
    assert maps.literal("a@@=b") == "a@@=b"
