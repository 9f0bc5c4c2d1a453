import { runDeviceProcess } from "./device-runner.ts";

// Entry of the process that one device is looked for, tested and measured in.
runDeviceProcess();
