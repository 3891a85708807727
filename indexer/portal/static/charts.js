// Draws the table that a figure names. The table stays: it is what is read without JavaScript, aloud and in print.
const css = getComputedStyle(document.documentElement);
const ink = (name) => css.getPropertyValue(name).trim();
const COLOURS = ["--pledged", "--past", "--filed", "--held", "--clear", "--grey"];

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const table = document.querySelector(figure.dataset.chart);
  if (!table || !window.echarts) continue;
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const figures = (column) => rows.map((row) => Number(row.cells[column].textContent.replace(/[^0-9]/g, "")) || 0);
  figure.hidden = false;
  const chart = window.echarts.init(figure, null, { renderer: "canvas" });
  const text = { color: ink("--soft"), fontFamily: ink("--sans") };
  const draw = () =>
    chart.setOption({
      aria: { enabled: false },
      animation: false,
      color: COLOURS.map(ink),
      textStyle: text,
      grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()), axisLine: { lineStyle: { color: ink("--line") } }, axisTick: { show: false }, axisLabel: text },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: ink("--line") } }, axisLabel: text },
      series: names.map((name, at) => ({ name, type: "bar", stack: "all", data: figures(at + 1), barMaxWidth: 36 })),
    });
  draw();
  const legend = document.createElement("ul");
  legend.className = "legend";
  legend.setAttribute("aria-hidden", "true");
  for (const name of names) legend.append(Object.assign(document.createElement("li"), { textContent: name }));
  figure.before(legend);
  addEventListener("resize", () => chart.resize());
}
