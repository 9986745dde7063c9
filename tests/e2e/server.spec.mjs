// The built files and the server of `cargo xtask serve`: right types, strict policy, nothing outside of the folder.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, siteUrl } from "./lib.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

const get = async (path, options) => fetch(new URL(path, await siteUrl()), options);

test("every answer carries the policy, also the ones that say no", async () => {
  for (const path of ["./", "assets/icons.svg", "no/such/page"]) {
    const { headers } = await get(path);
    assert.equal(headers.get("content-security-policy"), POLICY, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(headers.get("referrer-policy"), "no-referrer", path);
  }
});

test("the page itself has the same policy, for hosts that send no headers", async () => {
  const html = await (await get("./")).text();
  const written = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/)[1];
  assert.equal(`${written}; frame-ancestors *`, POLICY);
  assert.ok(html.indexOf("http-equiv") < html.indexOf("<script"), "a policy after a script comes too late");
  assert.ok(readFileSync(join(ROOT, "dist/_headers"), "utf8").includes(POLICY));
});

test("the page holds no inline script, style or handler, and no address from elsewhere", async () => {
  const html = await (await get("./")).text();
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
  assert.doesNotMatch(html, /<script[^>]*>[^<]/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/);
  assert.doesNotMatch(html, /(?:src|href|content)="(?:https?:)?\/\//);
});

test("files have the types that browsers insist on", async () => {
  const html = await (await get("./")).text();
  const file = (pattern) => html.match(pattern)[1];
  const types = {
    "./": "text/html; charset=utf-8",
    [file(/href="\.\/([^"]+\.wasm)"/)]: "application/wasm",
    [file(/src="\.\/([^"]+\.js)"/)]: "text/javascript; charset=utf-8",
    [file(/href="\.\/([^"]+\.css)"/)]: "text/css; charset=utf-8",
    "assets/icons.svg": "image/svg+xml",
    "assets/fonts/overpass-latin-wght-normal.woff2": "font/woff2",
    "content/course.json": "application/json; charset=utf-8",
    "content/course.bin": "application/octet-stream",
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("content-type"), type, path);
  }
});

test("only files below the folder are given", async () => {
  const { hostname, port } = new URL(await siteUrl());
  // a plain socket: fetch would tidy these addresses up before sending them
  const status = (path) =>
    new Promise((done, fail) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
      });
      let text = "";
      socket.on("data", (data) => (text += data)).on("end", () => done(Number(text.split(" ")[1]))).on("error", fail);
    });
  assert.equal(await status("/"), 200);
  for (const path of ["/../Cargo.toml", "/assets/../../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "//etc/passwd", "/_headers", "/assets", "/%zz"]) {
    assert.equal(await status(path), 404, path);
  }
});

test("the server only gives: other methods are refused, HEAD has no body", async () => {
  assert.equal((await get("./", { method: "POST", body: "x" })).status, 405);
  const head = await get("./", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
});
