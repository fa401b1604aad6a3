// Fields and wards by level. The outlines are fetched once; a new day only changes feature states.
const maps = new WeakMap();
const FIELDS_FROM = 10.2;
const FADE = 0.2;
const GREY = "#8d9693";

function hex(colours, level) {
  return ["case", ["<", level, 0], "#ffffff",
    ["match", level, 0, colours[0], 1, colours[1], 2, colours[2], 3, colours[3], "#ffffff"]];
}

function style(data) {
  const level = ["coalesce", ["feature-state", "level"], -1];
  const share = ["coalesce", ["feature-state", "share"], -1];
  const picked = ["boolean", ["feature-state", "picked"], false];
  const [calm, watch, soon, now] = data.colours;
  return {
    version: 8,
    sources: {
      wards: { type: "geojson", data: data.wards },
      fields: { type: "geojson", data: data.fields, tolerance: 0.1 },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#e9eeec" } },
      { id: "wards", type: "fill", source: "wards", paint: {
        "fill-color": ["case", ["<", share, 0], "#f7f9f8", ["step", share, calm, 0.05, watch, 0.2, soon, 0.4, now]],
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], FIELDS_FROM - FADE, 0.9, FIELDS_FROM, 0] } },
      { id: "land", type: "fill", source: "wards", minzoom: FIELDS_FROM - FADE, paint: { "fill-color": "#f7f9f8",
        "fill-opacity": ["interpolate", ["linear"], ["zoom"], FIELDS_FROM - FADE, 0, FIELDS_FROM, 1] } },
      { id: "fields", type: "fill", source: "fields", minzoom: FIELDS_FROM - FADE, paint: { "fill-color": hex(data.colours, level) } },
      { id: "field-edges", type: "line", source: "fields", minzoom: FIELDS_FROM - FADE, paint: {
        "line-color": ["case", picked, "#0047ff", [">=", level, 3], "#000000", GREY],
        "line-width": ["case", picked, 4, [">=", level, 3], 1.6, 0.5] } },
      { id: "ward-edges", type: "line", source: "wards", paint: {
        "line-color": "#4c5a56", "line-width": 1.4, "line-dasharray": ["case", ["get", "approximate"], ["literal", [4, 3]], ["literal", [1, 0]]] } },
      { id: "ward-names", type: "symbol", source: "wards", layout: {
        "text-field": ["get", "name"], "text-font": ["Be Vietnam Pro"], "text-size": 13 },
        paint: { "text-color": "#1b2a27", "text-halo-color": "#ffffff", "text-halo-width": 1.6 } },
    ],
  };
}

function paint(state) {
  const { map, data } = state;
  if (!state.loaded) return;
  for (let n = 0; n < data.levels.length; n += 1) {
    const letter = data.levels[n];
    if (state.levels?.[n] === letter) continue;
    map.setFeatureState({ source: "fields", id: n }, { level: letter === "." ? -1 : Number(letter) });
  }
  state.levels = data.levels;
  for (const [number, code] of state.wardCodes) {
    map.setFeatureState({ source: "wards", id: number }, { share: data.shares[code] ?? -1 });
  }
  if (state.picked !== data.selected) {
    if (state.picked >= 0) map.setFeatureState({ source: "fields", id: state.picked }, { picked: false });
    if (data.selected >= 0) map.setFeatureState({ source: "fields", id: data.selected }, { picked: true });
    state.picked = data.selected;
  }
  map.getCanvas().setAttribute("aria-label", data.texts.map_label);
}

function described(state, feature) {
  const texts = state.data.texts;
  if (feature.source === "wards") {
    const share = state.data.shares[feature.properties.code];
    const told = share === undefined ? state.data.unnamed : `${Math.round(100 * share)}% ${texts.map_ward_share}`;
    return [feature.properties.name, told];
  }
  const letter = state.data.levels[feature.id];
  const level = letter === "." ? state.data.unnamed : state.data.names[Number(letter)];
  return [`${texts.map_field} ${feature.properties.field}`, level];
}

function popup(gl, state, event, feature) {
  const box = document.createElement("div");
  described(state, feature).forEach((line, n) => {
    const part = document.createElement(n ? "div" : "strong");
    part.textContent = line;
    box.append(part);
  });
  state.popup ??= new gl.Popup({ closeButton: false, closeOnClick: false, maxWidth: "240px" });
  state.popup.setLngLat(event.lngLat).setDOMContent(box).addTo(state.map);
}

function listen(gl, state) {
  const { map } = state;
  const layer = () => (map.getZoom() >= FIELDS_FROM - FADE ? "fields" : "wards");
  map.on("mousemove", (event) => {
    const [feature] = map.queryRenderedFeatures(event.point, { layers: [layer()] });
    map.getCanvas().style.cursor = feature ? "pointer" : "";
    if (feature) popup(gl, state, event, feature); else state.popup?.remove();
  });
  map.on("mouseout", () => state.popup?.remove());
  map.on("click", (event) => {
    const [feature] = map.queryRenderedFeatures(event.point, { layers: [layer()] });
    if (!feature) return;
    if (feature.source === "fields") state.send("picked", feature.id);
    else map.flyTo({ center: event.lngLat, zoom: FIELDS_FROM + 2 });
  });
}

function wholeArea(gl, state) {
  return {
    onAdd() {
      const box = document.createElement("div");
      box.className = "maplibregl-ctrl maplibregl-ctrl-group";
      const button = document.createElement("button");
      button.type = "button";
      button.title = state.data.texts.map_whole;
      button.setAttribute("aria-label", state.data.texts.map_whole);
      button.textContent = "⤢";
      button.onclick = () => state.map.fitBounds(state.data.bounds, { padding: 24 });
      box.append(button);
      return box;
    },
    onRemove() {},
  };
}

// What a test or a benchmark asks: how many fields are drawn, in which levels, and where one is.
function witness(state) {
  const fields = () => state.map.querySourceFeatures("fields");
  return {
    counts() {
      const ids = [...new Set(fields().map((f) => f.id))].sort((a, b) => a - b);
      const level = (id) => state.map.getFeatureState({ source: "fields", id }).level;
      const states = ids.map((id) => (level(id) >= 0 ? level(id) : ".")).join("");
      return { fields: ids.length, levels: state.data.levels, states };
    },
    spot(id) {
      const ring = fields().find((f) => f.id === id).geometry.coordinates[0];
      const middle = [0, 1].map((n) => ring.reduce((sum, at) => sum + at[n], -ring[0][n]) / (ring.length - 1));
      const box = state.map.getCanvas().getBoundingClientRect();
      const at = state.map.project(middle);
      return { x: box.x + at.x, y: box.y + at.y };
    },
  };
}

async function draw(root, state) {
  const [library, worker, sheet] = state.data.library.map((path) => location.origin + path);
  const gl = await import(library);
  gl.setWorkerUrl(worker);
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = sheet;
  await new Promise((done, failed) => {
    link.onload = done;
    link.onerror = failed;
    root.prepend(link);
  });
  const { data } = state;
  const wards = await (await fetch(data.wards)).json();
  state.wardCodes = wards.features.map((f) => [f.id, f.properties.code]);
  const ready = style(data);
  ready.sources.wards.data = wards;
  const texts = data.texts;
  state.map = new gl.Map({
    container: root.querySelector(".map"),
    style: ready,
    bounds: data.bounds,
    fitBoundsOptions: { padding: 24 },
    maxPitch: 0,
    dragRotate: false,
    cooperativeGestures: true,
    attributionControl: false,
    locale: {
      "NavigationControl.ZoomIn": texts.map_zoom_in,
      "NavigationControl.ZoomOut": texts.map_zoom_out,
      "CooperativeGesturesHandler.MobileHelpText": texts.map_cooperative,
      "CooperativeGesturesHandler.WindowsHelpText": texts.map_cooperative_key,
      "CooperativeGesturesHandler.MacHelpText": texts.map_cooperative_key,
    },
  });
  const { map } = state;
  map.addControl(new gl.NavigationControl({ showCompass: false }));
  map.addControl(wholeArea(gl, state));
  map.addControl(new gl.ScaleControl({ unit: "metric" }));
  if (wards.features.some((f) => f.properties.approximate)) {
    map.addControl(new gl.AttributionControl({ compact: false, customAttribution: texts.map_approximate }));
  }
  listen(gl, state);
  map.on("load", () => {
    state.loaded = true;
    paint(state);
    map.once("idle", () => {
      window.ruongMap = witness(state);
      root.querySelector(".map").dataset.ready = "yes";
    });
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  let state = maps.get(parentElement);
  if (state) {
    state.data = data;
    paint(state);
    return undefined;
  }
  state = { data, send: setTriggerValue, picked: -1, wardCodes: [] };
  maps.set(parentElement, state);
  draw(parentElement, state).catch((error) => {
    console.warn("map", error);
    parentElement.querySelector(".map").textContent = data.texts.map_failed;
  });
  return () => {
    state.map?.remove();
    maps.delete(parentElement);
  };
}
