/** Calling tools several at a time, and what is said of what they did. */
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { call, eachOf } from "../../scripts/conformance-p4/call.ts";
import { detailsOf, isRight, type Outcome, reportOf } from "../../scripts/conformance-p4/report.ts";

const outcome = (name: string, stage: Outcome["stage"], more: Partial<Outcome> = {}): Outcome => ({
  name,
  arch: "v1model",
  stage,
  warnings: [],
  reason: "",
  packets: 0,
  ...more,
});

describe("the report", () => {
  const outcomes = [
    outcome("a.p4", "agrees", { packets: 70 }),
    outcome("b.p4", "differs", { packets: 3, reason: "error: NoError expected, NoMatch found (00)" }),
    outcome("c.p4", "p4c", { reason: "line 3: no" }),
    outcome("d.p4", "p4twin", { reason: "d.p4:1:1: error: no" }),
    outcome("e.p4", "not run", { warnings: ["line 4: 'x' is unused"], reason: "its parser reads sm.x" }),
    outcome("a.p4", "not run", { arch: "psa" }),
  ];

  test("counts how far the programs came", () => {
    expect(reportOf(outcomes, ["v1model", "psa"], ["v1model"])).toEqual([
      "v1model: 5 programs",
      "  taken by p4twin: 4",
      "  of these taken by p4c: 3, without a warning: 2",
      "  of these run in the model: 2, agree: 1 (73 packets)",
      "psa: 1 programs",
      "  taken by p4twin: 1",
      "  of these taken by p4c: 1, without a warning: 1",
    ]);
  });

  test("names what the others lack", () => {
    expect(outcomes.flatMap(detailsOf)).toEqual([
      "b.p4 (v1model): differs: error: NoError expected, NoMatch found (00)",
      "c.p4 (v1model): p4c: line 3: no",
      "d.p4 (v1model): p4twin: d.p4:1:1: error: no",
      "e.p4 (v1model): not run: its parser reads sm.x",
      "e.p4 (v1model): p4c warns: line 4: 'x' is unused",
    ]);
  });

  test("is right where p4c takes all in silence and the model agrees", () => {
    expect(isRight(outcomes)).toBe(false);
    expect(isRight([outcome("a", "agrees"), outcome("b", "p4twin"), outcome("c", "not run")])).toBe(true);
    expect(isRight([outcome("a", "agrees", { warnings: ["x"] })])).toBe(false);
    expect(isRight([outcome("a", "differs")])).toBe(false);
    expect(isRight([outcome("a", "p4c")])).toBe(false);
  });
});

describe("calls", () => {
  test("keep their order, and no more than asked for are under way", async () => {
    let [now, most] = [0, 0];
    const results = await eachOf([30, 1, 20, 2], 2, async (milliseconds) => {
      now += 1;
      most = Math.max(most, now);
      await pause(milliseconds);
      now -= 1;
      return milliseconds;
    });
    expect(results).toEqual([30, 1, 20, 2]);
    expect(most).toBe(2);
  });

  test("give status and output", async () => {
    const script = "console.log('out'); console.error('err'); process.exit(3)";
    expect(await call(process.execPath, ["-e", script])).toEqual({
      status: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("never reject", async () => {
    expect(await call("/no/such/tool", [])).toMatchObject({ status: undefined, stdout: "" });
    const stopped = await call(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], 100);
    expect(stopped).toEqual({ status: undefined, stdout: "", stderr: "ended by SIGTERM\n" });
  });
});
