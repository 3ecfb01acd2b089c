// Vitest runs this before each test file. A worker runs many files (see vitest.config.ts), and each is to find the
// modules of the program as new as in a process of its own, and to mock them.
import { vi } from 'vitest'

vi.resetModules()
