/** What is copied of a program into an image. That pods run in it is seen by `npm run drill -- nodes`. */
import { expect, it } from "@jest/globals";

import { librariesIn } from "./program-files";

it("a program needs the libraries that ldd lists, and the loader; the kernel's own is no file", () => {
  const ldd = [
    "\tlinux-vdso.so.1 (0x00007ffd1b5f2000)",
    "\tlibresolv.so.2 => /lib/x86_64-linux-gnu/libresolv.so.2 (0x00007f1c2a000000)",
    "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1c29c00000)",
    "\t/lib64/ld-linux-x86-64.so.2 (0x00007f1c2a2b0000)",
  ].join("\n");
  expect(librariesIn(ldd)).toEqual([
    "/lib/x86_64-linux-gnu/libresolv.so.2",
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib64/ld-linux-x86-64.so.2",
  ]);
});

it("a static program needs none", () => expect(librariesIn("\tnot a dynamic executable")).toEqual([]));
