"use strict";
// Draws the plots, in the colours of the page, and again when those change.
(() => {
  const plots = JSON.parse(document.getElementById("data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const font = getComputedStyle(document.body).fontFamily;
  const elements = Object.keys(plots).map((name) => document.getElementById(`${name}-plot`));

  const colours = (layout, printed) => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name, onPaper) => (printed ? onPaper : style.getPropertyValue(name).trim());
    const ink = colour("--ink", "#000");
    const rule = colour("--rule", "#bbb");
    const made = {
      "font.color": ink, "font.family": font,
      "hoverlabel.bgcolor": colour("--raised", "#fff"), "hoverlabel.font.color": ink, "hoverlabel.bordercolor": rule,
    };
    for (const axis of Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
      Object.assign(made, { [`${axis}.gridcolor`]: rule, [`${axis}.zerolinecolor`]: rule, [`${axis}.linecolor`]: rule });
    }
    return made;
  };

  const config = { displayModeBar: false, responsive: true, doubleClick: "reset" };
  const drawn = Object.entries(plots).map(([name, plot]) => {
    const element = document.getElementById(`${name}-plot`);
    return Plotly.newPlot(element, plot.data, plot.layout, config)
      .then(() => Plotly.relayout(element, colours(plot.layout, false)));
  });
  Promise.all(drawn).then(() => { document.documentElement.dataset.drawn = drawn.length; });

  const renew = (changes) => {
    for (const element of elements) Plotly.relayout(element, changes(element.layout));
  };
  dark.addEventListener("change", () => renew((layout) => colours(layout, false)));
  addEventListener("beforeprint", () => renew((layout) => ({ ...colours(layout, true), width: 680 })));
  addEventListener("afterprint", () => renew((layout) => ({ ...colours(layout, false), width: null, autosize: true })));
})();
