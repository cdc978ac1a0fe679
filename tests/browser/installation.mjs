// A whole installation for one test, as a newcomer would start it: deploy/run with its own folder and port. Everything
// in it is real; it is stopped by its process id.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const programs = process.env.YUNKE_PROGRAMS ?? join(root, 'build/release/bin');

// A port whose successor is free as well: the dispatcher takes that one.
async function freePort() {
  const tryListen = (port) =>
    new Promise((done) => {
      const server = net.createServer();
      server.once('error', () => done(0));
      server.listen(port, '127.0.0.1', () => {
        const taken = server.address().port;
        server.close(() => done(taken));
      });
    });
  for (let tries = 0; tries < 50; ++tries) {
    const port = await tryListen(0);
    if (port > 0 && port < 65535 && (await tryListen(port + 1)) === port + 1) return port;
  }
  throw new Error('no two free ports in a row');
}

export async function until(what, condition, timeoutMs = 30000) {
  const end = Date.now() + timeoutMs;
  let last;
  while (Date.now() < end) {
    try {
      last = await condition();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${last?.message ?? last}`);
}

// A plain HTTP request; returns {status, headers, body}, the body parsed when it is JSON.
export function request(url, { method = 'GET', headers = {}, json } = {}) {
  return new Promise((done, fail) => {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    const all = length > 0 ? { 'content-type': 'application/json', 'content-length': length, ...headers } : headers;
    const call = http.request(url, { method, headers: all }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        let parsed = text;
        try {
          parsed = JSON.parse(text);
        } catch {
          // not JSON: the text itself is the answer
        }
        done({ status: response.statusCode, headers: response.headers, body: parsed });
      });
    });
    call.on('error', fail);
    call.end(body);
  });
}

// Whatever ends a test, an installation must not outlive it.
const running = new Set();
process.once('exit', () => {
  for (const installation of running) installation.process.kill('SIGTERM');
});
for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15]]) process.once(signal, () => process.exit(128 + number));

export class Installation {
  static async start(options = []) {
    const self = new Installation();
    self.folder = mkdtempSync(join(tmpdir(), 'yk-'));
    self.port = await freePort();
    self.base = `http://127.0.0.1:${self.port}`;
    self.output = '';
    const places = ['--programs', programs, '--var', self.folder, '--port', String(self.port)];
    const command = ['--no-build', ...places, ...options];
    self.process = spawn(join(root, 'deploy/run'), command, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(self);
    self.exited = new Promise((done) => self.process.once('exit', (code, signal) => done(code ?? signal)));
    for (const stream of [self.process.stdout, self.process.stderr]) stream.on('data', (data) => (self.output += data));
    try {
      await until('the installation to be ready', () => self.ready(), 60000);
    } catch (error) {
      await self.stop();
      throw new Error(`${error.message}\n${self.output}`);
    }
    return self;
  }

  async ready() {
    if (this.process.exitCode !== null) throw new Error(`deploy/run ended with ${this.process.exitCode}`);
    if ((await request(`${this.base}/readyz`)).status !== 200) return false;
    const lines = readFileSync(join(this.folder, 'secrets/demo-accounts.txt'), 'utf8').split('\n');
    this.accounts = lines.map((line) => line.split(' ')).map(([login, password]) => ({ login, password }));
    this.shops = (await request(`${this.base}/demo/shops.json`)).body;
    return Array.isArray(this.shops) && this.shops.length > 0;
  }

  account(login) {
    const found = this.accounts.find((account) => account.login === login);
    if (!found) throw new Error(`no demo account ${login}`);
    return found;
  }

  shop(slug) {
    const found = this.shops.find((shop) => shop.shop === slug);
    if (!found) throw new Error(`no demo shop ${slug}`);
    return found;
  }

  // What `yunkectl` prints as JSON.
  async ctl(...args) {
    const command = ['--config', join(this.folder, 'yunke.toml'), '--json', ...args];
    const { stdout } = await promisify(execFile)(join(programs, 'yunkectl'), command);
    return stdout.trim() && JSON.parse(stdout);
  }

  // Kills `redis`, `dispatcher` or `gateway` the hard way; deploy/run starts it again, with a longer pause after each
  // quick death, and gives up at the fifth within 10 s each.
  kill(service) {
    const pid = Number(readFileSync(join(this.folder, `run/${service}.pid`), 'utf8'));
    process.kill(pid, 'SIGKILL');
    return pid;
  }

  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
    const code = await Promise.race([this.exited, sleep(25000, 'late', { ref: false })]);
    if (code === 'late') this.process.kill('SIGKILL');
    running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
