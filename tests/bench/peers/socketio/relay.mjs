// One node of the peer that the message benchmark compares with: Socket.IO 4 over WebSocket only, its Redis streams
// adapter between the nodes. A client joins a room; another one, on any node, says something to that room. Nobody is
// told when, or whether, a message is stored. Usage: node relay.mjs REDIS_SOCKET; prints the port it listens on.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const redis = createClient({ socket: { path: process.argv[2] } });
redis.on("error", (error) => {
    process.stderr.write(`redis: ${error.message}\n`);
    process.exit(1);
});
await redis.connect();

const http = createServer();
// By default the adapter's stream is cut at 10,000 entries, and a node that is further behind loses the rest. The
// benchmark keeps up to 16,000 messages under way.
const adapter = createAdapter(redis, { maxLen: 200_000 });
const io = new Server(http, { transports: ["websocket"], adapter });

io.on("connection", (socket) => {
    socket.on("join", (room, done) => {
        socket.join(room);
        done();
    });
    socket.on("say", (room, text) => io.to(room).emit("said", text));
});

http.listen(0, "127.0.0.1", 4096, () => process.stdout.write(`listening ${http.address().port}\n`));
process.on("SIGTERM", () => process.exit(0));
