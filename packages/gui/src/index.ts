export { createGui, type GuiHandler } from './gui.ts'
