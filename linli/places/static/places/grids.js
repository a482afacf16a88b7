// The grid map: outlines are drawn, corrected and erased here and sent back as one GeoJSON collection in WGS-84.
(() => {
  "use strict";
  const box = document.getElementById("map");
  const source = document.getElementById("grids-data");
  if (!box || !source || !window.L) return;

  const data = JSON.parse(source.textContent);
  const form = document.getElementById("grids-form");
  const list = document.getElementById("grid-list");
  const colours = ["#1f5688", "#1f6a48", "#7a5200", "#6b3fa0", "#b3402a", "#0d6e6e", "#8a3b6b", "#4f6b1f"];
  const map = L.map(box, { attributionControl: false, zoomControl: true, maxZoom: 20 });
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 20 }).addTo(map);
  map.pm.setLang("zh");
  map.pm.setGlobalOptions({ snappable: true, snapDistance: 14, allowSelfIntersection: false });

  const still = { interactive: false, pmIgnore: true, snapIgnore: false };
  const add = (features, style) =>
    L.geoJSON(features, { ...still, style, onEachFeature: (_, layer) => (layer.options.pmIgnore = true) }).addTo(map);
  const neighbours = add(data.neighbours, { color: "#8d8379", weight: 1, fillOpacity: 0.08, ...still });
  neighbours.eachLayer((layer) => layer.feature.properties.name && layer.bindTooltip(layer.feature.properties.name));
  const outline = data.outline && add(data.outline, { color: "#23201d", weight: 2, dashArray: "6 6", fill: false, ...still });
  add(data.saved, { color: "#5f574f", weight: 2, dashArray: "3 5", fill: false, ...still });

  // --- the grids themselves: a layer a piece, so that a grid may have several ---------------------------------------
  const pieces = L.featureGroup().addTo(map);
  let target = null; // whose piece is being drawn: a grid's id, or "new"
  let fresh = 0;
  let dirty = data.saved.length > 0;

  const rowOf = (key) => list.querySelector(`[data-grid="${CSS.escape(String(key))}"]`);
  const colourOf = (key) => {
    const rows = [...list.children];
    const at = rows.indexOf(rowOf(key));
    return colours[(at < 0 ? rows.length : at) % colours.length];
  };

  function dress(layer, key, name) {
    layer.grid = key;
    const colour = colourOf(key);
    layer.setStyle({ color: colour, weight: 2, fillColor: colour, fillOpacity: 0.22 });
    layer.unbindTooltip();
    layer.bindTooltip(name || "", { permanent: true, direction: "center", className: "places-label" });
    layer.on("pm:edit pm:dragend pm:vertexremoved", () => (dirty = true));
    pieces.addLayer(layer);
    refresh();
  }

  function refresh() {
    const drawn = new Set(pieces.getLayers().map((layer) => String(layer.grid)));
    for (const row of list.querySelectorAll("[data-grid]")) {
      const state = row.querySelector("[data-state]");
      const has = drawn.has(row.dataset.grid);
      if (state) state.textContent = has ? state.dataset.drawn : state.dataset.missing;
      const swatch = row.querySelector(".places-swatch");
      if (swatch) swatch.style.background = has ? colourOf(row.dataset.grid) : "";
    }
  }

  function addRow(key, name) {
    const row = document.getElementById("new-grid").content.firstElementChild.cloneNode(true);
    row.dataset.grid = key;
    const field = row.querySelector("[data-new-name]");
    field.value = name || "";
    field.addEventListener("input", () => {
      pieces.getLayers().forEach((layer) => layer.grid === key && layer.setTooltipContent(field.value));
      dirty = true;
    });
    row.querySelector("[data-drop]").addEventListener("click", () => {
      pieces.getLayers().forEach((layer) => layer.grid === key && pieces.removeLayer(layer));
      row.remove();
      refresh();
    });
    list.append(row);
    return row;
  }

  function load(feature) {
    const given = feature.properties || {};
    let key = given.grid;
    let name = key != null && rowOf(key) ? rowOf(key).dataset.name : given.name;
    if (key == null || !rowOf(key)) {
      key = `new-${(fresh += 1)}`;
      name = given.name || "";
      addRow(key, name);
    }
    const shape = feature.geometry;
    if (!shape || !Array.isArray(shape.coordinates)) return;
    const polygons = shape.type === "MultiPolygon" ? shape.coordinates : [shape.coordinates];
    for (const rings of polygons) dress(L.polygon(L.GeoJSON.coordsToLatLngs(rings, 1)), key, name);
  }
  const drawn = data.drawn && Array.isArray(data.drawn.features) ? data.drawn.features : [];
  drawn.forEach(load);
  refresh();

  add(data.overlaps, { color: "#9c1c1c", weight: 2, fillColor: "#9c1c1c", fillOpacity: 0.45, ...still });
  add(data.holes, { color: "#7a5200", weight: 2, dashArray: "4 4", fillColor: "#e0a100", fillOpacity: 0.28, ...still });

  const all = [pieces, outline, neighbours].find((layer) => layer && layer.getLayers().length);
  if (all) map.fitBounds(all.getBounds(), { padding: [16, 16], maxZoom: 18 });
  else map.setView(data.centre || [30.59, 114.3], data.centre ? 16 : 11);

  // --- the buttons ------------------------------------------------------------------------------------------------
  const modes = { edit: form.querySelector("[data-edit]"), remove: form.querySelector("[data-remove]") };
  function show() {
    modes.edit.setAttribute("aria-pressed", String(map.pm.globalEditModeEnabled()));
    modes.remove.setAttribute("aria-pressed", String(map.pm.globalRemovalModeEnabled()));
  }
  function rest() {
    map.pm.disableDraw();
    map.pm.disableGlobalEditMode();
    map.pm.disableGlobalRemovalMode();
  }
  form.addEventListener("click", (event) => {
    const draw = event.target.closest("[data-draw]");
    const look = event.target.closest("[data-show]");
    if (draw) {
      rest();
      target = draw.dataset.draw;
      map.pm.enableDraw("Polygon");
      box.scrollIntoView({ block: "nearest" });
    } else if (look) {
      const own = pieces.getLayers().filter((layer) => String(layer.grid) === look.dataset.show);
      if (own.length) map.fitBounds(L.featureGroup(own).getBounds(), { maxZoom: 18 });
    } else if (event.target.closest("[data-edit]")) {
      const on = map.pm.globalEditModeEnabled();
      rest();
      if (!on) map.pm.enableGlobalEditMode();
    } else if (event.target.closest("[data-remove]")) {
      const on = map.pm.globalRemovalModeEnabled();
      rest();
      if (!on) map.pm.enableGlobalRemovalMode();
    }
    show();
  });

  map.on("pm:create", ({ layer }) => {
    let key = target;
    map.removeLayer(layer);
    if (!key || key === "new") {
      key = `new-${(fresh += 1)}`;
      addRow(key, "").querySelector("input").focus();
    }
    const row = rowOf(key);
    dress(layer, Number.isNaN(Number(key)) ? key : Number(key), row ? row.dataset.name : "");
    dirty = true;
  });
  map.on("pm:remove", ({ layer }) => {
    pieces.removeLayer(layer);
    dirty = true;
    refresh();
  });

  // --- sending ----------------------------------------------------------------------------------------------------
  form.addEventListener("submit", () => {
    rest();
    const byGrid = new Map();
    for (const layer of pieces.getLayers()) {
      const shape = layer.toGeoJSON(7).geometry;
      const parts = shape.type === "MultiPolygon" ? shape.coordinates : [shape.coordinates];
      byGrid.set(layer.grid, [...(byGrid.get(layer.grid) || []), ...parts]);
    }
    const features = [...byGrid].map(([key, parts]) => {
      const row = rowOf(key);
      const properties =
        typeof key === "number" ? { grid: key } : { name: row ? row.querySelector("[data-new-name]").value : "" };
      const geometry =
        parts.length > 1 ? { type: "MultiPolygon", coordinates: parts } : { type: "Polygon", coordinates: parts[0] };
      return { type: "Feature", properties, geometry };
    });
    document.getElementById("outlines").value = JSON.stringify({ type: "FeatureCollection", features });
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
})();
