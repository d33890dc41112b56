"""Two axes on a sheet, for the few figures that need them: scales, ticks, dots, labels that find their own place."""

from matplotlib.ticker import MaxNLocator

from wirecopy.charts.sheet import GREY, INK, LEADING, LEFT, PALE, SILVER, SIZE, width_of


def ticks(low, high, most=6, whole=False):
    """Return round values from `low` to `high`."""
    found = MaxNLocator(most, integer=whole, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [value for value in found if low - 1e-9 <= value <= high + 1e-9]


def plain(value):
    """Return a number as short as it can be said."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 or abs(value) >= 1000 else f"{value:.3g}"


class Frame:
    """A plot of `height` points at the sheet's `y`; `x` and `y` turn data into points."""

    def __init__(self, sheet, left, right, height, xs, ys):
        self.sheet, self.left, self.right = sheet, left, right
        self.top, self.bottom = sheet.y, sheet.y + height
        self.xs, self.ys = xs, ys
        self.taken = []  # boxes that no label may touch

    def x(self, value):
        return self.left + (value - self.xs[0]) / (self.xs[1] - self.xs[0]) * (self.right - self.left)

    def y(self, value):
        return self.bottom - (value - self.ys[0]) / (self.ys[1] - self.ys[0]) * (self.bottom - self.top)

    def axes(self, across, up, text=plain, whole=False):
        """Draw both axes with their ticks; `up` stands above the upright one, `across` below the other."""
        sheet = self.sheet
        for value in ticks(*self.ys, whole=whole):
            sheet.line([(self.left, self.y(value)), (self.right, self.y(value))], color=PALE, z=0.1)
            sheet.text(self.left - 5, self.y(value), text(value), color=GREY, ha="right")
        sheet.line([(self.left, self.bottom), (self.right, self.bottom)], color=SILVER)
        for value in ticks(*self.xs, whole=whole):
            sheet.line([(self.x(value), self.bottom), (self.x(value), self.bottom + 3)], color=SILVER)
            sheet.text(self.x(value), self.bottom + 10, text(value), color=GREY, ha="center")
        sheet.text(LEFT, self.top - 13, up, color=GREY)
        sheet.text((self.left + self.right) / 2, self.bottom + 24, across, color=GREY, ha="center")
        sheet.y = self.bottom + 30

    def dot(self, x, y, **look):
        size = look.get("size", 5.0)
        self.sheet.dot(self.x(x), self.y(y), **look)
        half = size / 2 + 1
        self.taken.append((self.x(x) - half, self.y(y) - half, self.x(x) + half, self.y(y) + half))

    def label(self, x, y, lines, color=INK):
        """Write `lines` beside a dot where they touch nothing; say whether there was room."""
        wide, tall = max(map(width_of, lines)), len(lines) * SIZE * LEADING
        px, py = self.x(x), self.y(y)
        right, left, above, below = 7, -7 - wide, -tall / 2 - 5, tall / 2 + 5
        beside = [(right, 0), (left, 0), (-wide / 2, above - 3), (-wide / 2, below + 3)]
        for dx, dy in [*beside, (right, above), (right, below), (left, above), (left, below)]:
            box = (px + dx, py + dy - tall / 2, px + dx + wide, py + dy + tall / 2)
            inside = box[0] >= self.left and box[2] <= self.right + 8 and box[1] >= self.top and box[3] <= self.bottom
            if inside and not any(_touch(box, other) for other in self.taken):
                self.taken.append(box)
                self.sheet.rect(box[0] - 1, box[1] + 1, wide + 2, tall - 2, "white", z=0.15)
                self.sheet.block(box[0], py + dy, lines, color=color)
                return True
        return False


def _touch(one, two):
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
