/* Draws the layers of the data block on the map. ES5 only: old browser cores read it too.
   Every text from the data becomes a text node, never markup. */
var yikeLayers = (function () {
  "use strict";

  var LABELS_FROM_ZOOM = { county: 0, township: 0, community: 13.25 };
  var RANK = { county: 0, township: 1, community: 2, roads: 3, circle: 4, outline: 5, people: 6, facilities: 7, marks: 8 };
  var HOLLOW = { 1: true, 2: true };   // being built, planned
  var CLOSED = 3;

  var data = null;
  var map = null;
  var groups = [];       // Leaflet groups, in the order of data.layers
  var units = {};        // the polygon of each unit, by row
  var unitLayer = {};    // number of the layer of each unit, by row
  var roadLines = [];
  var labels = [];

  L.Renderer.mergeOptions({ padding: 0.25 });   // no blank edge while the map is dragged
  L.Canvas.mergeOptions({ tolerance: 2 });

  L.Control.Scale.include({
    _updateMetric: function (maxMetres) {
      var metres = this._getRoundNum(maxMetres);
      this._updateScale(this._mScale, metres < 1000 ? metres + " 米" : metres / 1000 + " 公里", metres / maxMetres);
    }
  });

  function load() {
    if (!data) { data = JSON.parse(document.getElementById("yike-data").textContent); }
    return data;
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text !== undefined && text !== null) { made.appendChild(document.createTextNode(text)); }
    return made;
  }

  /* Coordinates */

  function place(point) { return [point[1] / data.steps, point[0] / data.steps]; }

  function line(numbers) {
    var x = 0, y = 0, points = [], i;
    for (i = 0; i + 1 < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      points.push([y / data.steps, x / data.steps]);
    }
    return points;
  }

  function area(shape) {
    return shape.map(function (polygon) { return polygon.map(line); });
  }

  /* Popups and tooltips: built from text nodes when they open */

  function card(name, item) {
    var box = element("div", "card"), list = element("dl");
    box.appendChild(element("h3", "", name));
    item.l.forEach(function (given, place_) {   // see texts.py
      list.appendChild(element("dt", "", data.heads[item.h][place_]));
      list.appendChild(element("dd", "", typeof given === "number" ? data.texts[given] : given));
    });
    box.appendChild(list);
    return box;
  }

  function explain(layer, name, item) {
    layer.bindPopup(function () { return card(name, item); }, { maxWidth: 360, minWidth: 200 });
    layer.bindTooltip(function () { return element("span", "", name); }, { sticky: true, direction: "top" });
  }

  function metresPerPixel() {
    return 40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180) / Math.pow(2, map.getZoom() + 8);
  }

  function stepped(steps) {
    var near = metresPerPixel(), value = 0;
    steps.forEach(function (step) { if (near <= step[0]) { value = step[1]; } });
    return value;
  }

  /* Layers */

  function unitGroup(layer, number) {
    var group = L.featureGroup(), isCommunity = layer.key === "community";
    layer.data.items.forEach(function (item) {
      var shape = area(item.s), fill, outline;
      fill = L.polygon(shape, { stroke: isCommunity, color: data.look.lines.community, weight: 0.8, opacity: 0.9,
        fillColor: data.look.plate, fillOpacity: layer.key === data.look.base ? 1 : 0, smoothFactor: 0.6, rank: RANK[layer.key] });
      explain(fill, item.n, item);
      group.addLayer(fill);
      units[item.r] = fill;
      unitLayer[item.r] = number;
      if (!isCommunity) {
        outline = L.polygon(shape, { fill: false, interactive: false, color: data.look.lines[layer.key],
          weight: layer.key === "county" ? 2.2 : 1.5, opacity: 1, smoothFactor: 0.6, rank: RANK.outline });
        group.addLayer(outline);
      }
      if (item.p && !(layer.key === "county" && layer.data.items.length === 1)) { group.addLayer(label(item, layer.key)); }
    });
    return group;
  }

  function label(item, level) {
    var html = element("span", "", item.n);
    var made = L.marker(place(item.p), { interactive: false, keyboard: false, pane: "names",
      icon: L.divIcon({ html: html, className: "unit-name " + level, iconSize: null }) });
    labels.push({ marker: made, html: html, level: level });
    return made;
  }

  function roads(layer) {
    var group = L.featureGroup();
    layer.data.items.forEach(function (item) {
      var made = L.polyline(item.s.map(line), { color: item.c, weight: 1, opacity: 1, interactive: false, rank: RANK.roads });
      roadLines.push({ line: made, widths: item.w });
      group.addLayer(made);
    });
    return group;
  }

  function circle(layer) {
    return L.featureGroup([L.polygon(area(layer.data.s), { interactive: false, color: layer.data.colour, weight: 1.3,
      opacity: 0.75, dashArray: "5,3", fillColor: layer.data.colour, fillOpacity: 0.14, rank: RANK.circle })]);
  }

  function people(layer) {
    var group = L.featureGroup();
    layer.data.items.forEach(function (item) {
      var made = L.circleMarker(place(item.p), { radius: 1.8 + 8.2 * Math.sqrt(item.w), stroke: true, color: "#ffffff",
        weight: 0.6, opacity: 0.8, fillColor: data.look.unreached, fillOpacity: 0.72, rank: RANK.people });
      explain(made, "未覆盖人口", item);
      group.addLayer(made);
    });
    return group;
  }

  function facilities(layer) {
    var group = L.featureGroup();
    layer.data.rows.forEach(function (row) {
      var item = data.facilities[row];
      var made = new yikeSymbols.Marker(place(item.p), { radius: 6, symbol: layer.data.symbol, rank: RANK.facilities,
        colour: item.o === CLOSED ? "#9a958c" : layer.data.colour, hollow: HOLLOW[item.o] === true });
      explain(made, item.n, item);
      group.addLayer(made);
    });
    return group;
  }

  var DRAW = { units: unitGroup, roads: roads, circle: circle, people: people, facilities: facilities };

  function layer(number) {
    var described = load().layers[number];
    groups[number] = DRAW[described.type](described, number);
    return groups[number];
  }

  /* Order: one canvas holds everything, so that every layer can be clicked; lower ranks are drawn first */

  function arrange() {
    var drawn = [];
    map.eachLayer(function (each) { if (each.options && each.options.rank !== undefined) { drawn.push(each); } });
    drawn.sort(function (a, b) { return a.options.rank - b.options.rank || a._leaflet_id - b._leaflet_id; });
    drawn.forEach(function (each) { each.bringToFront(); });
  }

  /* From which zoom the names of a level are written; those of its neighbours crowd it out before */
  function namesFrom(level, zoom) { LABELS_FROM_ZOOM[level] = zoom; }

  function rescale() {
    var size = stepped(data.look.sizes);
    roadLines.forEach(function (road) {
      var width = stepped(road.widths);
      road.line.setStyle({ weight: Math.max(width, 0.1), opacity: width ? 1 : 0 });
    });
    data.layers.forEach(function (described, number) {
      if (described.type === "facilities") {
        groups[number].eachLayer(function (each) { each.setRadius(size / 2); });
      }
    });
    declutter();
  }

  function declutter() {
    var taken = [], zoom = map.getZoom(), view = map.getBounds();
    labels.forEach(function (each) {
      var shown = map.hasLayer(each.marker) && zoom >= LABELS_FROM_ZOOM[each.level] && view.contains(each.marker.getLatLng());
      var at, wide, high, box;
      if (shown) {
        each.html.style.display = "";
        at = map.latLngToContainerPoint(each.marker.getLatLng());
        wide = (each.wide = each.wide || each.html.offsetWidth) / 2 + 3;
        high = (each.high = each.high || each.html.offsetHeight) / 2 + 1;
        box = [at.x - wide, at.y - high, at.x + wide, at.y + high];
        shown = !taken.some(function (other) {
          return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
        });
        if (shown) { taken.push(box); }
      }
      each.html.style.display = shown ? "" : "none";
    });
  }

  /* Units in their plain look again */
  function plain() {
    Object.keys(units).forEach(function (row) {
      var level = data.layers[unitLayer[row]].key;
      units[row].setStyle({ fillColor: data.look.plate, fillOpacity: level === data.look.base ? 1 : 0 });
    });
  }

  function ring(row) {
    return L.circleMarker(place(data.facilities[row].p), { radius: 11, fill: false, interactive: false, weight: 2.5,
      color: data.look.notMet, rank: RANK.marks });
  }

  function on(theMap) { map = theMap; }

  return { load: load, layer: layer, on: on, element: element, place: place, groups: groups, units: units,
    unitLayer: unitLayer, plain: plain, ring: ring, arrange: arrange, namesFrom: namesFrom, rescale: rescale };
}());
