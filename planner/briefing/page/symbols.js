/* Symbols of facilities: the same contours as the window's, about one wide around 0, 0, y down. ES5 only. */
var yikeSymbols = (function () {
  "use strict";

  function polygon(context, points) {
    points.forEach(function (point, index) { context[index ? "lineTo" : "moveTo"](point[0], point[1]); });
    context.closePath();
  }

  function corners(count, radius, inner) {
    var points = [], total = inner ? 2 * count : count, i, angle, far;
    for (i = 0; i < total; i += 1) {
      angle = -Math.PI / 2 + 2 * Math.PI * i / total;
      far = inner && i % 2 ? inner : radius;
      points.push([far * Math.cos(angle), far * Math.sin(angle)]);
    }
    return points;
  }

  var CONTOURS = {
    circle: function (c) { c.arc(0, 0, 0.5, 0, 2 * Math.PI); },
    square: function (c) { c.rect(-0.45, -0.45, 0.9, 0.9); },
    triangle: function (c) { polygon(c, [[0, -0.52], [0.54, 0.42], [-0.54, 0.42]]); },
    diamond: function (c) { polygon(c, corners(4, 0.6)); },
    hexagon: function (c) { polygon(c, corners(6, 0.55)); },
    star: function (c) { polygon(c, corners(5, 0.6, 0.27)); },
    house: function (c) {
      polygon(c, [[0, -0.54], [0.56, -0.04], [0.38, -0.04], [0.38, 0.46], [-0.38, 0.46], [-0.38, -0.04], [-0.56, -0.04]]);
    },
    cross: function (c) {
      var a = 0.18, e = 0.52;
      polygon(c, [[-a, -e], [a, -e], [a, -a], [e, -a], [e, a], [a, a], [a, e], [-a, e], [-a, a], [-e, a], [-e, -a], [-a, -a]]);
    },
    heart: function (c) {
      c.moveTo(0, 0.52);
      c.bezierCurveTo(-0.9, -0.08, -0.42, -0.76, 0, -0.28);
      c.bezierCurveTo(0.42, -0.76, 0.9, -0.08, 0, 0.52);
      c.closePath();
    },
    flag: function (c) { polygon(c, [[-0.4, -0.54], [0.5, -0.28], [-0.24, 0.02], [-0.24, 0.54], [-0.4, 0.54]]); }
  };

  function contour(symbol) { return Object.prototype.hasOwnProperty.call(CONTOURS, symbol) ? CONTOURS[symbol] : CONTOURS.circle; }

  function drawSymbol(context, x, y, size, symbol, fill, rim, rimWidth) {
    context.save();
    context.translate(x, y);
    context.beginPath();
    context.save();
    context.scale(size, size);
    contour(symbol)(context);
    context.restore();
    context.globalAlpha = 1;
    if (context.setLineDash) { context.setLineDash([]); }
    context.lineJoin = "round";
    context.lineWidth = rimWidth * 2;
    context.strokeStyle = rim;
    context.stroke();
    context.fillStyle = fill;
    context.fill();
    context.restore();
  }

  var Marker = L.CircleMarker.extend({
    _updatePath: function () {
      var renderer = this._renderer, look = this.options;
      if (!renderer._drawing || this._empty()) { return; }
      drawSymbol(renderer._ctx, this._point.x, this._point.y, 2 * this._radius, look.symbol,
        look.hollow ? "#fffdf9" : look.colour, look.hollow ? look.colour : "#ffffff", look.hollow ? 1 : 1.3);
    }
  });

  return { Marker: Marker, draw: drawSymbol };
}());
