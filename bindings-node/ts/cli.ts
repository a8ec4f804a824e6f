#!/usr/bin/env node
import { native } from './native';

process.exitCode = native.cli(['closr', ...process.argv.slice(2)]);
