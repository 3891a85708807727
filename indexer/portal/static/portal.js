// What makes pages handier. Nothing needs it.

const box = document.querySelector("input[hx-get='/suggest']");
const list = document.getElementById("suggestions");

// Arrow keys walk from the search box through what it suggests; Escape puts it away.
if (box && list) {
  const stops = () => [box, ...list.querySelectorAll("a")];
  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      list.replaceChildren();
      box.focus();
    } else if (step) {
      const all = stops();
      const next = all[all.indexOf(document.activeElement) + step];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  };
  box.addEventListener("keydown", walk);
  list.addEventListener("keydown", walk);
}

// A click on a shortened hash copies the whole of it.
document.addEventListener("click", (event) => {
  const hash = event.target.closest("code.hash");
  if (hash && navigator.clipboard && !getSelection().toString()) navigator.clipboard.writeText(hash.title).catch(() => {});
});
