// The start page's English: the page itself is written in Chinese and works without a script.
import { language, setLanguage } from "../ui-shared/language-choice";

const english: Record<string, string> = {
  title: "Answering every shopper, from home",
  about:
    "Yunke brings shoppers' questions to people who answer them from home. All of it can be done by keyboard alone, " +
    "by screen reader, or by a single switch.",
  work: "Work",
  agent: "Agent workbench",
  agentAbout: "Sign in, answer shoppers, transfer and wrap up.",
  supervisor: "Supervisor's board",
  supervisorAbout: "Who waits in each queue and for how long, and what agents are doing.",
  earnings: "My earnings",
  earningsAbout: "For agents: earnings, how each line was reckoned, monthly statements, appeals.",
  merchant: "Merchant's account",
  merchantAbout: "Packages and what is left, use, forecast, invoice data.",
  archive: "Past conversations",
  archiveAbout: "Merchants and supervisors find and read conversations that have ended.",
  finance: "Finance",
  financeAbout: "Approving months, payouts, payees, packages, appeals.",
  program: "Programme",
  programAbout: "For programme officers: the progress of those who agree, and the region in numbers that tell of nobody.",
  shops: "Demo shops",
  shopsAbout: "Open a shop as a shopper and press “联系客服” to start a chat.",
  qinghe: "Home and living",
  banxia: "Clothes, shoes and bags",
  xingtu: "Phones and electronics",
};

const parts = [...document.querySelectorAll<HTMLElement>("[data-text]")];
const chinese = new Map(parts.map((part) => [part, part.textContent ?? ""]));
const button = document.querySelector<HTMLButtonElement>("#language")!;

function show(): void {
  const zh = language() === "zh-CN";
  for (const part of parts) part.textContent = zh ? chinese.get(part)! : english[part.dataset.text!]!;
  button.textContent = zh ? "English" : "中文";
  button.lang = zh ? "en" : "zh-CN";
}

button.hidden = false;
button.addEventListener("click", () => {
  setLanguage(language() === "zh-CN" ? "en" : "zh-CN");
  show();
});
show();
