import { afterEach, expect, it, vi } from "vitest";
import { main } from "../../src/cli.ts";
import { CompilerBug } from "../../src/diagnostics/bug.ts";

const messages = vi.hoisted((): string[] => []);
vi.mock("../../src/commands/check.ts", () => ({
  checkCommand: () => {
    throw new CompilerBug("two and two make five");
  },
}));
vi.mock(import("../../src/commands/streams.ts"), async (original) => ({
  ...(await original()),
  printMessage: (text) => {
    messages.push(text);
  },
}));

afterEach(() => {
  messages.length = 0;
  vi.unstubAllEnvs();
});

it("an internal error ends in 70, and says what to report", async () => {
  expect(await main(["check", "x.p4"])).toBe(70);
  const text = messages.join("");
  expect(text).toMatch(/^p4twin: internal compiler error: CompilerBug: two and two make five\n/);
  expect(text).toMatch(/Please report it with the source file, the command line/);
  expect(text).not.toMatch(/\n {4}at /);
});

it("P4TWIN_DEBUG shows the stack", async () => {
  vi.stubEnv("P4TWIN_DEBUG", "1");
  expect(await main(["check", "x.p4"])).toBe(70);
  expect(messages.join("")).toMatch(/\n {4}at .*check/);
});
