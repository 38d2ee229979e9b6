/** npm run build */
import { makeBundle } from "./bundle.ts";

await makeBundle();
