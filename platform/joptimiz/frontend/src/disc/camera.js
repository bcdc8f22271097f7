/** The camera that reads a sign, loaded at the first need. */

export { Camera } from "../scanner/camera.js";
