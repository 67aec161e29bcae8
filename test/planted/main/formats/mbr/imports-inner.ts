import '../gpt/inner.ts';
