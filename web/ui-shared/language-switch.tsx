// One button that names the other language in that language.
import { Button } from "react-aria-components";
import { setLanguage, useLanguage } from "./language";

export function LanguageSwitch() {
  const zh = useLanguage() === "zh-CN";
  return (
    <Button className="y-button y-quiet" lang={zh ? "en" : "zh-CN"} onPress={() => setLanguage(zh ? "en" : "zh-CN")}>
      {zh ? "English" : "中文"}
    </Button>
  );
}
