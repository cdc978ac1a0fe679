/** @jsxImportSource preact */
// The shop's one script tag brings this:
//   <script src="https://…/widget.js" data-shop-key="…" data-lang="zh-CN" data-topic="…" async></script>
// data-lang and data-topic are optional. Everything lives in a shadow root at the end of the page's body.
import { render } from "preact";
import { App } from "./app";
import { Desk } from "./desk";
import { styles } from "./styles";

const script = (document.currentScript ?? document.querySelector("script[data-shop-key]")) as HTMLScriptElement | null;

function begin(tag: HTMLScriptElement): void {
  const host = document.createElement("yunke-chat");
  const root = host.attachShadow({ mode: "open" });
  // A constructed sheet, unlike a style element, is allowed under any content policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  document.body.append(host);
  const desk = new Desk({
    shopKey: tag.dataset.shopKey ?? "",
    origin: new URL(tag.src, location.href).origin,
    language: tag.dataset.lang || document.documentElement.lang || "zh-CN",
    topic: tag.dataset.topic ?? "",
  });
  render(<App desk={desk} />, root);
}

if (script?.dataset.shopKey && !document.querySelector("yunke-chat")) {
  if (document.body) begin(script);
  else document.addEventListener("DOMContentLoaded", () => begin(script));
}
