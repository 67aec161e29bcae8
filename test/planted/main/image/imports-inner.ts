import '../formats/gpt/inner.ts';
