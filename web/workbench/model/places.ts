// Which chat has which number (Alt+1 … Alt+6). A chat keeps its number as long as it is there, whatever happens to
// the others: the fingers learn it. A new chat takes the lowest free one. The list itself is in the order of arrival,
// so that neither a new chat nor a closed one moves the others past each other.

export type Places = ReadonlyMap<string, number>;

/** `chats` are the ids in the order in which they came. */
export function assignPlaces(previous: Places, chats: readonly string[]): Places {
  const kept = chats.filter((chat) => previous.has(chat));
  const taken = new Set(kept.map((chat) => previous.get(chat)!));
  const places = new Map(kept.map((chat) => [chat, previous.get(chat)!]));
  for (const chat of chats) {
    if (places.has(chat)) continue;
    let place = 1;
    while (taken.has(place)) place += 1;
    taken.add(place);
    places.set(chat, place);
  }
  return places;
}
