// The people around a page under test: agents and shoppers as plain clients of one installation. Those who were made
// here are closed together by `leave`, so that one test's people never serve the next one's shoppers.
import { until } from './installation.mjs';
import { PlainClient, shopperTicket, staffTicket } from './plain_client.mjs';

export class People {
  constructor(installation) {
    this.installation = installation;
    this.all = [];
    this.atPages = new Set(); // logins of agents who work at a page
  }

  // A signed-in account: agents begin where they were, supervisors watch nothing yet.
  async staff(login) {
    const { base } = this.installation;
    const { password } = this.installation.account(login);
    return this.connected(new PlainClient(base, () => staffTicket(base, login, password)));
  }

  async agent(login) {
    const agent = await this.staff(login);
    await done(agent.say({ setPresence: { presence: 'AVAILABLE' } }));
    return agent;
  }

  async shopper(slug, name) {
    const { base } = this.installation;
    const { key } = this.installation.shop(slug);
    const shopper = await this.connected(new PlainClient(base, () => shopperTicket(base, key, name)));
    shopper.name = name;
    return shopper;
  }

  // A shopper with an open conversation, whose id stands in `chat`.
  async asking(slug, name, topic, text, language = 'zh-CN') {
    const shopper = await this.shopper(slug, name);
    const opened = await done(shopper.say({ open: { topic, name, language, text } }));
    shopper.chat = opened.conversation;
    return shopper;
  }

  async connected(client) {
    this.all.push(client);
    await client.connect();
    return client;
  }

  // Everybody goes home: chats end, agents go offline, sessions end. Nothing is left in a queue or with an agent.
  async leave() {
    for (const client of this.all.splice(0)) {
      const { state } = client.conversations.get(client.chat) ?? {};
      if (state === 'WAITING' || state === 'ACTIVE') await client.say({ close: { conversation: client.chat } });
      await end(client);
    }
    for (const login of this.atPages) {
      const agent = await this.staff(login);
      await agent.say({ setPresence: { presence: 'OFFLINE' } });
      await end(agent);
    }
    this.atPages.clear();
    this.all = [];
  }
}

async function end(client) {
  void client.say({ logout: {} });
  await until('the end of a session', () => client.closeCode === 4010);
  client.close();
}

// The answer of a command that must not be refused.
export async function done(saying) {
  const answer = await saying;
  if (answer.error) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer;
}

export async function accept(agent, conversation) {
  await until(`an offer of ${conversation}`, () => agent.offers.has(conversation));
  await done(agent.say({ accept: { conversation } }));
}

// What people wrote in a conversation as this client has it; waits until nothing of it is missing.
export async function heard(client, conversation, count) {
  return until(`${count} messages in ${conversation}`, () => {
    const messages = client.messages(conversation);
    return messages.length >= count && messages;
  });
}
