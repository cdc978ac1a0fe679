// Brings the widget to a demo shop's page. A real shop writes the script tag itself; here the shop's key differs from
// one installation to the next, and stands in /demo/shops.json.
interface DemoShop {
  shop: string;
  name: string;
  key: string;
}

async function addWidget(): Promise<void> {
  const response = await fetch("/demo/shops.json", { cache: "no-store" });
  if (!response.ok) return;
  const shops = (await response.json()) as DemoShop[];
  const here = shops.find((one) => one.shop === document.body.dataset.shop);
  if (!here) return;
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.async = true;
  script.dataset.shopKey = here.key;
  script.dataset.lang = document.documentElement.lang;
  document.head.append(script);
}

addWidget().catch(() => undefined); // without the installation's file the page is a shop without a chat
