"""No text of the data is read as a tag by a chart or as an expression by a map."""

import json
from datetime import date

from dashboard.parts import chart_text, maps
from dashboard.parts.drawing import Drawing, Ready, trace

LINK = '<a href="http://evil.test/c">x</a>'
DRAWN = '&lt;a href="http://evil.test/c"&gt;x&lt;/a&gt;'


def test_texts_of_traces_and_axes_are_drawn_as_they_are() -> None:
    bars = trace("bar", x=[1.0], y=[LINK], name=LINK, text=[LINK], customdata=[LINK])
    tiles = trace("heatmap", x=[LINK], y=(LINK,), z=[[1]], text=[[LINK]], customdata=[[LINK]])
    figure = Drawing([bars, tiles])
    figure.y_axis(tickvals=[0], ticktext=[LINK])
    chart_text.literal(figure)
    assert [bars["name"], *bars["y"], *bars["text"], *bars["customdata"]] == [DRAWN] * 4
    assert [*tiles["x"], *tiles["y"], *tiles["text"][0], *tiles["customdata"][0]] == [DRAWN] * 4
    assert figure.layout["yaxis"]["ticktext"] == [DRAWN]
    assert LINK not in json.dumps(Ready(figure).to_dict()).replace('\\"', '"')


def test_numbers_days_and_templates_stay() -> None:
    line = trace("scatter", x=[date(2025, 1, 1)], y=[1.5], hovertemplate="<b>%{y}")
    chart_text.literal(Drawing([line]))
    assert line == trace("scatter", x=[date(2025, 1, 1)], y=[1.5], hovertemplate="<b>%{y}")


def test_a_map_reads_no_expression() -> None:
    assert not maps.literal("@@=constructor").startswith("@@")
    assert not maps.literal("@@#GL.NOTHING").startswith("@@")
    assert maps.literal("a@@=b") == "a@@=b"
