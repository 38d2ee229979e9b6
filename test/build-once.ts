import { isUpToDate, makeBundle } from "../scripts/bundle.ts";

/** Tests that use bin/p4twin use it as it is now. Where it cannot be built those tests fail, and no others. */
export const setup = async (): Promise<void> => {
  if (isUpToDate()) return;
  try {
    await makeBundle();
  } catch (error) {
    console.error(`bin/p4twin cannot be built: ${error instanceof Error ? error.message : String(error)}`);
  }
};
