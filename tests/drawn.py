"""What a drawn picture says, and where its words stand."""

from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg


def texts(figure):
    """The visible words of a figure, as Matplotlib's texts."""
    return [text for text in figure.findobj(plt.Text) if text.get_visible() and text.get_text().strip()]


def words(figure):
    """All that a figure says, a line each."""
    return "\n".join(text.get_text() for text in texts(figure))


def extents(figure, chosen):
    """Where texts stand on the drawn figure, in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    return [text.get_window_extent(renderer) for text in chosen]
