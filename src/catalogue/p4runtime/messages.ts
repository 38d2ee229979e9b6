/** The two messages of GetForwardingPipelineConfig (P4Runtime specification, section 15.2). */
import { type PackageInfo, readBinaryP4Info } from "../p4info.ts";
import { messageOf, varintField } from "../protobuf/wire.ts";

export const GET_PIPELINE = "/p4.v1.P4Runtime/GetForwardingPipelineConfig";

const REQUEST = { deviceId: 1, responseType: 2 } as const;
/** P4INFO_AND_COOKIE: without the device's own binary, which can be large. */
const P4INFO_AND_COOKIE = 2n;
const RESPONSE = { config: 1 } as const;
const CONFIG = { p4info: 1 } as const;

export const pipelineRequest = (deviceId: bigint): Buffer =>
  Buffer.concat([
    varintField(REQUEST.deviceId, deviceId),
    varintField(REQUEST.responseType, P4INFO_AND_COOKIE),
  ]);

/** What the device runs; undefined where it has no pipeline. Throws Damaged. */
export const readPipeline = (response: Buffer): PackageInfo | undefined => {
  const p4info = messageOf(messageOf(response, RESPONSE.config), CONFIG.p4info);
  return p4info.length === 0 ? undefined : readBinaryP4Info(p4info);
};
