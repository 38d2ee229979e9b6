import type { Command } from "commander";
import { option, type Run } from "./common.ts";
import { append } from "./values.ts";

interface SignValues {
  readonly key: readonly string[];
  readonly passphraseFile?: string;
  readonly o?: string;
}

interface VerifyValues {
  readonly key: readonly string[];
  readonly allowMissing?: boolean;
  readonly verbose?: boolean;
}

const addSign = (group: Command, run: Run): void => {
  group
    .command("sign")
    .description("sign what a manifest states: an in-toto Statement in a DSSE envelope")
    .argument("<manifest>", "NAME.manifest.json; the outputs beside it must be as it states")
    .addOption(
      option("--key <key.pem>", "a private key, Ed25519 or ECDSA (P-256, P-384); may be repeated")
        .argParser(append)
        .makeOptionMandatory(),
    )
    .addOption(option("--passphrase-file <file>", "the passphrase of keys that are encrypted"))
    .addOption(option("-o <file>", "write the envelope here (default: NAME.intoto.json beside the manifest)"))
    .action((manifest: string, { key, passphraseFile, o }: SignValues) => {
      const options = {
        manifest,
        keys: key,
        ...(passphraseFile === undefined ? {} : { passphraseFile }),
        ...(o === undefined ? {} : { output: o }),
      };
      run(async () => (await import("../commands/manifest-sign.ts")).manifestSignCommand(options));
    });
};

const addVerify = (group: Command, run: Run): void => {
  group
    .command("verify")
    .description("check who signed an envelope, and that the files beside it are what was signed")
    .argument("<envelope>", "NAME.intoto.json")
    .addOption(
      option("--key <key.pem>", "a public key or a certificate; may be repeated: each must have signed")
        .argParser(append)
        .makeOptionMandatory(),
    )
    .addOption(option("--allow-missing", "accept that files were not kept"))
    .addOption(option("-v, --verbose", "tell what is compared"))
    .action((envelope: string, { key, allowMissing = false, verbose = false }: VerifyValues) => {
      const options = { envelope, keys: key, allowMissing, verbose };
      run(async () => (await import("../commands/manifest-verify.ts")).manifestVerifyCommand(options));
    });
};

/** `p4twin manifest sign|verify` */
export const addManifest = (program: Command, run: Run): void => {
  const group = program.command("manifest").description("sign a manifest, or verify who signed one");
  addSign(group, run);
  addVerify(group, run);
};
