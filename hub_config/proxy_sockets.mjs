// Keeps the proxy's connections to socket files open between requests, as the proxy itself does over TCP.
//
// Without an agent, each request to a socket file says "Connection: close", and Node.js ends its body with an empty write.
// A quick server has answered and closed by then; over a socket file that write fails (EPIPE, over TCP it would not), and
// the browser reads 503 of a request that was done. `node --import` loads this before the proxy's own program.
import http from "node:http";
import { pathToFileURL } from "node:url";

const FREE_MILLISECONDS = 30_000; // shorter than any server behind the proxy waits: the proxy closes first

const program = pathToFileURL(process.argv[1]);
const { ConfigurableProxy } = await import(new URL("../lib/configproxy.js", program).href);
const stock = ConfigurableProxy.prototype.proxyOptsForTarget;
if (typeof stock !== "function") throw new Error("configurable-http-proxy has changed: see hub_config/proxy_sockets.mjs");

const agent = new http.Agent({ keepAlive: true, timeout: FREE_MILLISECONDS });

ConfigurableProxy.prototype.proxyOptsForTarget = function (target) {
  const options = stock.call(this, target);
  if (options.target.socketPath) options.agent = agent;
  return options;
};
