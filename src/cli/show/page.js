// Draws a mark for each piece, and shows the text so far while one moves along.
for (const section of document.querySelectorAll("section")) {
  const source = section.querySelector('script[type="application/json"]');
  if (!source) continue;
  const marks = JSON.parse(source.textContent);
  const canvases = [...section.querySelectorAll("canvas")];
  const texts = [...section.querySelectorAll(".text")].map((text) => [...text.children]);
  const places = marks.map((mark) => mark[1]);
  const first = places.reduce((a, b) => Math.min(a, b), Infinity);
  const last = places.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = last - first || 1;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: marks.length, value: marks.length });
  slider.setAttribute("aria-label", "pieces shown");
  section.querySelector(".stream").prepend(slider);
  const draw = () => {
    const style = getComputedStyle(section);
    const shown = Number(slider.value);
    canvases.forEach((canvas, lane) => {
      const scale = window.devicePixelRatio || 1;
      const width = canvas.clientWidth;
      canvas.width = width * scale;
      canvas.height = 28 * scale;
      const pen = canvas.getContext("2d");
      pen.scale(scale, scale);
      pen.fillStyle = style.getPropertyValue("--line");
      pen.fillRect(0, 13, width, 1);
      marks.forEach(([own, place, what], number) => {
        if (own !== lane) return;
        pen.globalAlpha = number < shown ? 1 : 0.25;
        pen.fillStyle = style.getPropertyValue("--" + what);
        pen.fillRect(((place - first) / span) * (width - 3), what === "end" ? 0 : 5, 2, what === "end" ? 28 : 17);
      });
    });
    const next = texts.map(() => 0);
    marks.forEach(([lane], number) => {
      const piece = texts[lane][next[lane]++];
      if (piece) piece.classList.toggle("later", number >= shown);
    });
  };
  const move = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = first + ((event.clientX - box.left) / box.width) * span;
    slider.value = places.filter((one) => one <= place).length;
    draw();
  };
  canvases.forEach((canvas) => canvas.addEventListener("pointermove", move));
  slider.addEventListener("input", draw);
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
}
