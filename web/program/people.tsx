// The people of her region who agree to be seen: how far each came, and each of the last twelve months. The list is read
// when the page is opened, turned or refreshed, and at no other time, since every reading is noted.
import { useState } from "react";
import { Button } from "react-aria-components";
import { useLanguage, useTexts } from "../ui-shared";
import { dateWords, hm, monthWords } from "../money/format";
import { Refresh, Shown, useLoaded } from "../money/loading";
import { Opener, Panel } from "../money/panel";
import { DataTable, type Column } from "../money/table";
import { bandWords, peopleAddress, peopleFile, type People, type Person, type PersonMonth } from "./model";
import { texts } from "./texts";

function PersonPanel({ person, from, onClose }: { person: Person; from: string; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns: Column<PersonMonth>[] = [
    { key: "month", head: t.month, cell: (one) => monthWords(one.month, language) },
    { key: "hours", head: t.hours, figures: true, cell: (one) => hm(one.worked_ms) },
    { key: "days", head: t.days, figures: true, cell: (one) => one.days },
  ];
  if (person.income_agreed) {
    columns.push({ key: "income", head: t.income, figures: true, cell: (one) => (one.income ? bandWords(one.income, language) : t.noIncome) });
  }
  return (
    <Panel id="person-title" title={t.months(person.name)} from={from} onClose={onClose}>
      {!person.income_agreed && <p className="soft">{t.incomeNotAgreed}</p>}
      <DataTable caption={t.months(person.name)} captionHidden columns={columns} rows={person.months} rowKey={(one) => one.month} />
    </Panel>
  );
}

function PeopleTable({ people, open, onOpen }: { people: readonly Person[]; open: number | undefined; onOpen: (at: number | undefined) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const day = (known: string | null) => (known === null ? t.notYet : dateWords(known, language));
  const rows = people.map((person, at) => ({ person, at }));
  const columns: Column<(typeof rows)[number]>[] = [
    {
      key: "name", head: t.name, cell: ({ person, at }) => (
        <Opener id={`person-${at}`} isOpen={open === at} label={t.open(person.name)} onToggle={(wanted) => onOpen(wanted ? at : undefined)}>
          {person.name}
        </Opener>
      ),
    },
    { key: "signed_up", head: t.signedUp, cell: ({ person }) => day(person.signed_up) },
    { key: "trained", head: t.trained, cell: ({ person }) => day(person.trained) },
    { key: "passed", head: t.passed, cell: ({ person }) => day(person.passed) },
    { key: "first", head: t.firstDuty, cell: ({ person }) => day(person.first_duty) },
    { key: "stable", head: t.stable, cell: ({ person: { stable } }) => (stable === null ? t.notYet : monthWords(stable, language)) },
    { key: "hours", head: t.thisMonth, figures: true, cell: ({ person }) => hm(person.months[0]?.worked_ms ?? 0) },
  ];
  return <DataTable caption={t.people} captionHidden columns={columns} rows={rows} rowKey={({ at }) => String(at)} empty={t.nobody} />;
}

export function PeoplePart() {
  const t = useTexts(texts);
  const language = useLanguage();
  const [after, setAfter] = useState(0);
  const [open, setOpen] = useState<number>();
  const loaded = useLoaded<People>(peopleAddress(after));
  const turn = (to: number) => {
    setOpen(undefined);
    setAfter(to);
  };
  const person = open === undefined ? undefined : loaded.body?.people[open];
  return (
    <>
      <p className="soft">{loaded.body && t.region(loaded.body.region)} {t.peopleHint} {t.stableHint}</p>
      <div className="tools">
        <Refresh of={[loaded]} />
        <a className="y-button" href={peopleFile(language)} download>{t.peopleCsv}</a>
      </div>
      <Shown loaded={loaded}>
        {({ people, next }) => (
          <>
            <PeopleTable people={people} open={open} onOpen={setOpen} />
            <div className="tools">
              {after > 0 && <Button className="y-button" onPress={() => turn(0)}>{t.firstPage}</Button>}
              {next !== null && <Button className="y-button" onPress={() => turn(next)}>{t.nextPage}</Button>}
            </div>
          </>
        )}
      </Shown>
      {person && <PersonPanel key={open} person={person} from={`person-${open}`} onClose={() => setOpen(undefined)} />}
    </>
  );
}
