/** A P4Runtime server, and which of its devices. */
export interface Address {
  /** HOST:PORT, as gRPC has it. */
  readonly target: string;
  readonly deviceId: bigint;
  /** As the user wrote it. */
  readonly text: string;
}

const DEFAULT_DEVICE = 1n;
const MAX_DEVICE = (1n << 64n) - 1n;

/** Reads HOST:PORT or HOST:PORT/DEVICE-ID (IPv6 in brackets); undefined for anything else. */
export const readAddress = (text: string): Address | undefined => {
  const [, host, port, device] =
    /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\]):(\d{1,5})(?:\/(\d{1,20}))?$/.exec(
      text,
    ) ?? [];
  if (host === undefined || port === undefined || Number(port) < 1 || Number(port) > 65535) return undefined;
  const deviceId = device === undefined ? DEFAULT_DEVICE : BigInt(device);
  return deviceId > MAX_DEVICE ? undefined : { target: `${host}:${port}`, deviceId, text };
};
