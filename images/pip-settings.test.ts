import { describe, expect, test } from "@jest/globals";
import { pipSettingsOf } from "./pip-settings";

describe("pip's settings for an image", () => {
  test("are where packages come from, and nothing that names this machine's files", () => {
    const listed = [
      ":env:.cert='/own/bundle.pem'",
      ":env:.find-links='/own/wheels'",
      "global.index-url='https://packages.test/simple'",
      "global.target='/own/target'",
    ].join("\n");
    expect(pipSettingsOf(listed, "/debian/bundle.pem")).toEqual({
      environment: { PIP_INDEX_URL: "https://packages.test/simple" },
      certificates: "/own/bundle.pem",
    });
  });

  test("the environment's come before the files'", () => {
    const listed = [":env:.index-url='https://one.test'", "global.index-url='https://two.test'"].join("\n");
    expect(pipSettingsOf(listed, undefined).environment).toEqual({ PIP_INDEX_URL: "https://one.test" });
  });

  test("where there are none pip's defaults stand", () => {
    expect(pipSettingsOf("", "/debian/bundle.pem")).toEqual({ environment: {}, certificates: "/debian/bundle.pem" });
  });
});
