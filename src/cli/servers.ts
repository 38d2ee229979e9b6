import { type Command, InvalidArgumentError } from "commander";
import { readAddress } from "../catalogue/p4runtime/address.ts";
import type { ServerOptions } from "../commands/options.ts";
import { option, type Run } from "./common.ts";
import { append, seconds } from "./values.ts";

export interface ServerValues {
  readonly p4runtime?: readonly string[];
  readonly timeout: number;
  readonly tls?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const address = (value: string, previous: readonly string[] | undefined): readonly string[] => {
  if (readAddress(value) === undefined)
    throw new InvalidArgumentError("HOST:PORT or HOST:PORT/DEVICE-ID is expected.");
  return append(value, previous);
};

/** --p4runtime --timeout --tls --ca --cert --key */
export const addServerOptions = (command: Command): void => {
  command
    .addOption(
      option(
        "--p4runtime <host:port[/id]>",
        "ask this P4Runtime server what its device (id: 1) runs",
      ).argParser(address),
    )
    .addOption(
      option("--timeout <seconds>", "how long a server may take").argParser(seconds).default(10_000, "10"),
    )
    .addOption(option("--tls", "ask servers through TLS, and trust whom node trusts"))
    .addOption(option("--ca <file.pem>", "through TLS, and trust these certificates"))
    .addOption(option("--cert <file.pem>", "through TLS, with this certificate of ours"))
    .addOption(option("--key <file.pem>", "the key of --cert"));
};

/** Refuses half a client certificate. */
export const serverOptions = (command: Command, values: ServerValues): ServerOptions => {
  const { ca, cert, key, tls } = values;
  if ((cert === undefined) !== (key === undefined))
    command.error("error: options '--cert' and '--key' go together");
  const wanted = tls === true || ca !== undefined || cert !== undefined;
  if (wanted && values.p4runtime === undefined)
    command.error("error: options '--tls', '--ca', '--cert' and '--key' are for '--p4runtime'");
  const files = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return {
    p4runtime: values.p4runtime ?? [],
    timeoutMilliseconds: values.timeout,
    ...(wanted ? { tls: files } : {}),
  };
};

/** How long connections may take to close when everything is said. */
const LEFTOVER_MILLISECONDS = 100;

/** Runs a verb that asks servers, and does not wait for a connection that one of them neither accepts nor closes. */
export const runAndLeave = (run: Run, action: Parameters<Run>[0]): void =>
  run(async () => {
    const result = await action();
    setTimeout(() => process.exit(result), LEFTOVER_MILLISECONDS).unref();
    return result;
  });
