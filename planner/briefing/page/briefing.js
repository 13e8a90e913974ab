/* Choosing a figure paints its units; layer list, legend, scorecard, print. ES5 only. */
var yike = (function () {
  "use strict";

  var layers = yikeLayers;
  var element = layers.element;
  var groups = layers.groups;
  var data, map, control, legendBox;
  var added = [];        // layers that choosing a figure switched on
  var marks = null;      // rings around facilities that do not count
  var chosen = "";
  var unfolded = [];     // which groups of the scorecard were open before the rows were filtered

  /* Choosing a figure */

  function unpaint() {
    layers.plain();
    marks.clearLayers();
    added.forEach(function (number) { map.removeLayer(groups[number]); });
    added = [];
  }

  function show(number) {
    if (!map.hasLayer(groups[number])) {
      map.addLayer(groups[number]);
      added.push(number);
    }
  }

  function paint(key) {
    var look = data.paints[key];
    unpaint();
    chosen = look ? key : "";
    if (look) {
      paintUnits(look);
      data.layers.forEach(function (described, number) {
        var wanted = described.type === "facilities" ? look.kinds : described.type === "people" ? look.people : null;
        if (wanted && wanted.map(String).indexOf(described.key) >= 0) { show(number); }
      });
      eachRow(look.facilities, function (row, class_) {
        if (class_ && data.facilities[row].p) { marks.addLayer(layers.ring(row)); }
      });
    }
    layers.arrange();
    caption(look);
    legend(look);
    rows(key);
  }

  function paintUnits(look) {
    eachRow(look.units, function (row, class_) {
      var unit = layers.units[row];
      if (unit) {
        unit.setStyle({ fillColor: look.legend[class_][0], fillOpacity: 0.9 });
        map.addLayer(groups[layers.unitLayer[row]]);
      }
    });
  }

  /* Rows come by class, each as the way from the one before: see paints.py */
  function eachRow(classes, visit_) {
    (classes || []).forEach(function (steps, class_) {
      var row = 0;
      steps.forEach(function (step) {
        row += step;
        visit_(row, class_);
      });
    });
  }

  function rows(key) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-paint]"), function (row) {
      var on = row.getAttribute("data-paint") === key;
      row.classList[on ? "add" : "remove"]("chosen");
      row.setAttribute("aria-pressed", on ? "true" : "false");
    });
  }

  function caption(look) {
    var box = document.getElementById("caption");
    box.textContent = "";
    if (!look) {
      box.appendChild(element("p", "hint", "点左边的指标，看地图上哪些单元没有覆盖；点地图上的设施和单元，看详情。"));
      return;
    }
    box.appendChild(element("h2", "", look.title));
    (look.lines || []).slice(0, 1).forEach(function (text) { box.appendChild(element("p", "main", text)); });
    if (look.names) { box.appendChild(nameList(look)); }
    (look.lines || []).slice(1).forEach(function (text) { box.appendChild(element("p", "more", text)); });
    box.appendChild(closeButton());
    box.scrollTop = 0;
  }

  function nameList(look) {
    var list = element("p", "names"), above = "";
    list.appendChild(element("b", "", look.listed + "："));
    look.names.forEach(function (name) {
      if (name[3] !== above) { list.appendChild(element("i", "", name[3])); }
      above = name[3];
      list.appendChild(nameButton(name));
    });
    return list;
  }

  function nameButton(name) {
    var button = element("button", "name", name[2]);
    button.type = "button";
    button.onclick = function () { visit(name[0], name[1]); };
    return button;
  }

  function closeButton() {
    var button = element("button", "close", "×");
    button.type = "button";
    button.title = "清除";
    button.setAttribute("aria-label", "清除");
    button.onclick = function () { paint(""); };
    return button;
  }

  function visit(what, row) {
    var unit = layers.units[row], item = data.facilities[row];
    if (what === "u" && unit) {
      if (!map.hasLayer(unit)) { map.addLayer(groups[layers.unitLayer[row]]); layers.arrange(); }
      map.fitBounds(unit.getBounds(), { maxZoom: 14, padding: [60, 60] });
      unit.openPopup(unit.getBounds().getCenter());
    } else if (what === "f" && item && item.p) {
      map.setView(layers.place(item.p), Math.max(map.getZoom(), 14));
    }
  }

  /* Legend and layer list */

  function legend(look) {
    var shown = look && look.legend ? look.legend : [], hasPeople;
    legendBox.textContent = "";
    shown.forEach(function (pair) { legendBox.appendChild(key(pair[0], pair[1])); });
    hasPeople = data.layers.filter(function (described, number) {
      return described.type === "people" && described.data.items.length && map.hasLayer(groups[number]);
    });
    if (hasPeople.length) {
      legendBox.appendChild(peopleKey(hasPeople[0].data.most));
    }
    legendBox.style.display = legendBox.childNodes.length ? "" : "none";
    fitList();
  }

  function key(colour, text) {
    var row = element("div", "key"), swatch = element("i", "patch");
    swatch.style.backgroundColor = colour;
    row.appendChild(swatch);
    row.appendChild(element("span", "", text));
    return row;
  }

  function peopleKey(most) {
    var row = element("div", "key"), small = element("i", "ball small"), large = element("i", "ball large");
    small.style.backgroundColor = large.style.backgroundColor = data.look.unreached;
    row.appendChild(small);
    row.appendChild(large);
    row.appendChild(element("span", "", "未覆盖人口，每点最多 " + most));
    return row;
  }

  function corner(position, className) {
    var made = L.control({ position: position }), box = element("div", className);
    L.DomEvent.disableClickPropagation(box);
    made.onAdd = function () { return box; };
    made.addTo(map);
    return box;
  }

  function watermark() {
    var box = corner("bottomleft", "watermark");
    data.watermark.forEach(function (text) { box.appendChild(element("p", "", text)); });
  }

  function swatches(container) {
    Array.prototype.forEach.call(container.querySelectorAll("canvas[data-layer]"), function (canvas) {
      var sign = data.layers[Number(canvas.getAttribute("data-layer"))].sign, context = canvas.getContext("2d");
      context.setTransform(2, 0, 0, 2, 0, 0);
      context.fillStyle = context.strokeStyle = sign[1];
      if (sign[0] === "line") {
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(1, 7);
        context.lineTo(15, 7);
        context.stroke();
      } else if (sign[0] === "area") {
        context.globalAlpha = 0.3;
        context.fillRect(1.5, 1.5, 13, 11);
        context.globalAlpha = 1;
        context.strokeRect(1.5, 1.5, 13, 11);
      } else if (sign[0] === "dot") {
        yikeSymbols.draw(context, 8, 7, 8, "circle", sign[1], "#ffffff", 0.5);
      } else {
        yikeSymbols.draw(context, 8, 7, 11, sign[0], sign[1], "#ffffff", 1);
      }
    });
  }

  function headings() {
    var container = control.getContainer(), last = "";
    Array.prototype.forEach.call(container.querySelectorAll(".leaflet-control-layers-overlays > label"), function (row) {
      var canvas = row.querySelector("canvas[data-layer]");
      var heading = data.layers[Number(canvas.getAttribute("data-layer"))].heading;
      if (heading !== last) { row.parentNode.insertBefore(headingRow(heading), row); }
      if (heading !== last && data.hints[heading]) {
        row.parentNode.insertBefore(element("p", "hint", data.hints[heading]), row);
      }
      last = heading;
    });
    swatches(container);
    markOff();
  }

  /* What is switched off, with headings of which nothing is left: paper shows only what is drawn */
  function markOff() {
    var above = [], rows_ = control.getContainer().querySelector(".leaflet-control-layers-overlays").childNodes;
    Array.prototype.forEach.call(rows_, function (row, index) {
      var isSwitch = row.tagName === "LABEL", on = isSwitch && row.querySelector("input").checked;
      if (!isSwitch && (!index || rows_[index - 1].tagName === "LABEL")) { above = []; }
      if (!isSwitch) { above.push(row); }
      row.classList[on ? "remove" : "add"]("off");
      if (on) { above.forEach(function (each) { each.classList.remove("off"); }); }
    });
  }

  function headingRow(heading) {
    var row = element("div", "heading", heading), all = element("button", "", "全部"), none = element("button", "", "不显示");
    [all, none].forEach(function (button) {
      button.type = "button";
      row.appendChild(button);
      button.onclick = function () { switchAll(heading, button === all); };
    });
    return row;
  }

  function switchAll(heading, on) {
    data.layers.forEach(function (described, number) {
      if (described.heading === heading) { map[on ? "addLayer" : "removeLayer"](groups[number]); }
    });
    layers.arrange();
  }

  function foldable() {
    var container = control.getContainer(), update = control._update, button = element("button", "fold", "图层与图例");
    button.type = "button";
    button.onclick = function () {
      var folded = container.classList.toggle("folded");
      button.setAttribute("aria-expanded", folded ? "false" : "true");
    };
    container.insertBefore(button, container.firstChild);
    map.on("resize", fitList);
    fitList();
    if (map.getSize().x < 720 || map.getSize().y < 420) { container.classList.add("folded"); }
    button.setAttribute("aria-expanded", container.classList.contains("folded") ? "false" : "true");
    control._update = function () {
      var result = update.call(control);
      headings();
      return result;
    };
    control._update();
  }

  function fitList() {
    var legendHigh = legendBox.offsetHeight ? legendBox.offsetHeight + 10 : 0;
    control.getContainer().querySelector("section").style.maxHeight = Math.max(map.getSize().y - 84 - legendHigh, 100) + "px";
  }

  /* Scorecard: choosing and filtering */

  function choosable() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-paint]"), function (row) {
      row.onclick = function () { paint(row.getAttribute("data-paint") === chosen ? "" : row.getAttribute("data-paint")); };
      row.onkeydown = function (event) {
        if (event.keyCode === 13 || event.keyCode === 32) { event.preventDefault(); row.onclick(); }
      };
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-filter]"), function (button) {
      button.onclick = function () { filter(button); };
    });
  }

  /* The exact figure behind a printed one, when the mouse rests on it */
  function exactFigures() {
    document.addEventListener("mouseover", function (event) {
      var cell = event.target;
      while (cell && cell.getAttribute && !cell.hasAttribute("data-value") && !cell.hasAttribute("data-exact")) { cell = cell.parentNode; }
      if (!cell || !cell.getAttribute || cell.title || cell.tagName === "TR") { return; }
      var name = cell.getAttribute("data-exact"), owner = name ? cell.parentNode : cell;
      var value = owner.getAttribute("data-" + (name || "value"));
      if (value) { cell.title = "精确值 " + value; }
    });
  }

  /* Only the rows of one verdict that decide: folded groups open for it, and fold again */
  function filter(button) {
    var scorecard = document.getElementById("scorecard"), verdict = button.getAttribute("data-filter");
    var on = scorecard.getAttribute("data-only") === verdict ? "" : verdict;
    var groups_ = scorecard.querySelectorAll("details");
    if (!scorecard.getAttribute("data-only")) {
      unfolded = Array.prototype.map.call(groups_, function (group) { return group.open; });
    }
    scorecard.setAttribute("data-only", on);
    Array.prototype.forEach.call(groups_, function (group, number) {
      var has = on && group.querySelector("tr.counts." + on);
      group.open = on ? Boolean(has) : unfolded[number];
      group.classList[on && !has ? "add" : "remove"]("empty");
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-filter]"), function (each) {
      each.setAttribute("aria-pressed", on && each.getAttribute("data-filter") === on ? "true" : "false");
    });
  }

  /* Print: draw at the size of the paper and twice as fine */

  function printing() {
    var before, fine = L.Browser.retina;
    window.addEventListener("beforeprint", function () {
      before = [map.getCenter(), map.getZoom()];
      document.body.classList.add("printing");
      L.Browser.retina = true;
      map.invalidateSize({ animate: false, pan: false });
      overview();
    });
    window.addEventListener("afterprint", function () {
      document.body.classList.remove("printing");
      L.Browser.retina = fine;
      map.invalidateSize({ animate: false, pan: false });
      if (before) { map.setView(before[0], before[1], { animate: false }); }
    });
  }

  /* The whole region, beside the layer list where there is room for both */
  function overview() {
    var container = control.getContainer(), room = map.getSize().x > 720 && !container.classList.contains("folded");
    map.fitBounds(data.bounds, { animate: false, paddingTopLeft: [12, 12],
      paddingBottomRight: [room ? container.offsetWidth + 14 : 12, 12] });
  }

  function start(theMap, theControl) {
    var waiting = document.getElementById("waiting");
    data = layers.load();
    layers.on(theMap);
    map = theMap;
    control = theControl;
    marks = L.featureGroup().addTo(map);
    legendBox = corner("bottomright", "legend");
    watermark();
    map.on("zoomend moveend resize", layers.rescale);
    map.on("overlayadd overlayremove", function () { layers.arrange(); layers.rescale(); legend(data.paints[chosen]); markOff(); });
    map.on("popupopen", function (event) {
      var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) { close.setAttribute("aria-label", "关闭"); }
    });
    foldable();
    choosable();
    exactFigures();
    printing();
    overview();
    if (data.layers.some(function (described) { return described.key === "county" && described.data.items.length > 1; })) {
      layers.namesFrom("township", map.getZoom() + 1);
    }
    map.setMinZoom(Math.floor(map.getZoom()) - 2);
    paint(data.first);
    layers.rescale();
    if (waiting) { waiting.parentNode.removeChild(waiting); }
    document.body.classList.add("drawn");
  }

  return { layer: layers.layer, start: start };
}());
