// What to look for. Nothing is asked before Search is pressed, or Enter in a field.
import { useEffect, useState, type FormEvent } from "react";
import { Button, Input, Label, Text, TextField } from "react-aria-components";
import { announcer, useTexts } from "../ui-shared";
import { anything, criteriaOf, queryOf, wrongIn, type Criteria, type Shop, type Wrong } from "./model";
import { texts } from "./texts";

interface SearchFormProps {
  criteria: Criteria;
  shops: readonly Shop[];
  onSearch: (criteria: Criteria) => void;
}

export function SearchForm({ criteria, shops, onSearch }: SearchFormProps) {
  const t = useTexts(texts);
  const [entered, setEntered] = useState(criteria);
  const [wrong, setWrong] = useState<Wrong>();
  const address = queryOf({ ...criteria, before: "" });
  // Back, or another address: the form says what is shown.
  useEffect(() => {
    setEntered({ ...criteriaOf(address), before: "" });
    setWrong(undefined);
  }, [address]);
  const choosesShop = shops.length > 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { words, agent, shop, ...days } = entered;
    const asked = { ...days, words: words.trim(), agent: agent.trim(), shop: choosesShop ? shop : "", before: "" };
    const found = wrongIn(asked, t);
    setWrong(found);
    if (found) announcer.assertive(found.words);
    else onSearch(asked);
  };
  const clear = () => {
    setWrong(undefined);
    setEntered(anything);
    onSearch(anything);
  };
  const field = (key: keyof Criteria, part?: "agent" | "days") => ({
    className: "y-field", value: entered[key], onChange: (value: string) => setEntered({ ...entered, [key]: value }),
    isInvalid: part !== undefined && wrong?.field === part, autoComplete: "off",
    "aria-describedby": part !== undefined && wrong?.field === part ? "search-wrong" : undefined,
  });
  return (
    <form className="archive-search" role="search" aria-label={t.search} onSubmit={submit} noValidate>
      <TextField {...field("words")} className="y-field archive-words" maxLength={130}>
        <Label>{t.words}</Label><Input />
        <Text slot="description" className="soft">{t.wordsHint}</Text>
      </TextField>
      {choosesShop && (
        <label className="y-field">
          {t.shop}
          <select className="money-select" value={entered.shop} onChange={(event) => setEntered({ ...entered, shop: event.target.value })}>
            <option value="">{t.anyShop}</option>
            {shops.map(({ shop, name }) => <option key={shop} value={shop}>{name || t.shopNumber(shop)}</option>)}
          </select>
        </label>
      )}
      <TextField {...field("agent", "agent")} inputMode="numeric"><Label>{t.agent}</Label><Input /></TextField>
      <TextField {...field("from", "days")} type="date"><Label>{t.from}</Label><Input /></TextField>
      <TextField {...field("to", "days")} type="date"><Label>{t.to}</Label><Input /></TextField>
      {wrong && <p id="search-wrong" className="y-error"><span aria-hidden="true">⚠ </span>{wrong.words}</p>}
      <div className="tools">
        <Button className="y-button y-primary" type="submit">{t.find}</Button>
        <Button className="y-button" onPress={clear}>{t.clear}</Button>
      </div>
    </form>
  );
}
