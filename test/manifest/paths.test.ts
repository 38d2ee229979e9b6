import { describe, expect, it } from "vitest";
import { recordedPaths } from "../../src/manifest/paths.ts";

const recorded = (main: string, files: readonly string[], includeDirs: readonly string[] = []) =>
  Object.fromEntries(recordedPaths(main, [main, ...files], includeDirs));

describe("the names of sources in a manifest", () => {
  it("is the base name for a program in one file, wherever it lies", () => {
    expect(recorded("/home/me/p/main.p4", [])).toEqual({ "/home/me/p/main.p4": "main.p4" });
    expect(recorded("p/main.p4", [])).toEqual({ "p/main.p4": "main.p4" });
  });

  it("are relative to the main file's directory", () =>
    expect(recorded("p/main.p4", ["p/inc/a.p4", "p/b.p4"])).toEqual({
      "p/main.p4": "main.p4",
      "p/inc/a.p4": "inc/a.p4",
      "p/b.p4": "b.p4",
    }));

  it("reach as far above it as relative includes do", () =>
    expect(recorded("/x/samples/main.p4", ["/x/samples/../common/a.p4"])).toEqual({
      "/x/samples/main.p4": "samples/main.p4",
      "/x/samples/../common/a.p4": "common/a.p4",
    }));

  it("are relative to a -I directory elsewhere", () =>
    expect(recorded("/x/main.p4", ["/opt/inc/deep/a.p4"], ["/opt/inc"])).toEqual({
      "/x/main.p4": "main.p4",
      "/opt/inc/deep/a.p4": "deep/a.p4",
    }));

  it("stay below the main file's directory when -I lies there", () =>
    expect(recorded("/x/main.p4", ["/x/inc/a.p4"], ["/x/inc"])).toEqual({
      "/x/main.p4": "main.p4",
      "/x/inc/a.p4": "inc/a.p4",
    }));

  it("do not clash", () =>
    expect(recorded("/x/main.p4", ["/x/a.p4", "/i/a.p4", "/j/i/a.p4"], ["/i", "/j/i"])).toEqual({
      "/x/main.p4": "main.p4",
      "/x/a.p4": "a.p4",
      "/i/a.p4": "i/a.p4",
      "/j/i/a.p4": "i-1/a.p4",
    }));
});
